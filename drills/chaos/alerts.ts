import type { Objective } from "../../engine/evidence/objective.ts";
import { alertFires } from "../../engine/probes/alert-fires.ts";
import type { Probe } from "../../engine/probes/probe.ts";
import { probed } from "../objectives.ts";
import type { Capability } from "./capabilities.ts";

/**
 * Which alert each fault must raise, by the name of its rule, and what the target must have for the rule to see it.
 * Exporters reach the stores past the links that drills break, so that what tells of a broken link is BIOwerk's own
 * breaker towards the store: a target that does not use the store has none.
 */
export const alertNames = {
  agentAway: "AgentChecksFail",
  redisAway: "RateLimitingOff",
  storeAway: "StoreUnreachable",
  keysLost: "KeysLost",
} as const;

const seenBy: Partial<Record<keyof typeof alertNames, Capability>> = {
  redisAway: "limiter",
  storeAway: "persistence",
  // Its counters are most of the keys; the few others are there again before an alert could say so.
  keysLost: "limiter",
};

/** Two scrapes, the rule's patience and Alertmanager's grouping, milliseconds. */
const withinMs = 20_000;

/** Looks for the alert while a fault is in force. */
export const raises = (stage: string, alert: keyof typeof alertNames): Probe =>
  alertFires(`${stage}.alert`, alertNames[alert], withinMs);

/** That the alert fires, where the environment has alerts and the target what they look at. */
export function raised(stage: string, alert: keyof typeof alertNames): Objective {
  const { [alert]: seen } = seenBy;
  return probed(
    `${stage}.alert`,
    `the alert ${alertNames[alert]} fires`,
    "see the alert's rule and the series it looks at",
    { needs: ["alerts", ...(seen === undefined ? [] : [seen])] },
  );
}

import type { Objective } from "../../engine/evidence/objective.ts";
import { alertFires } from "../../engine/probes/alert-fires.ts";
import type { Probe } from "../../engine/probes/probe.ts";
import { probed } from "../objectives.ts";

/**
 * Which alert each fault must raise, by the name of its rule. Exporters reach the stores past the links that drills
 * break, so that what tells of a broken link is BIOwerk's own breaker.
 */
export const alertNames = {
  agentAway: "AgentChecksFail",
  redisAway: "RateLimitingOff",
  storeAway: "StoreUnreachable",
  keysLost: "KeysLost",
} as const;

/** Two scrapes, the rule's patience and Alertmanager's grouping, milliseconds. */
const withinMs = 20_000;

/** Looks for the alert while a fault is in force. */
export const raises = (stage: string, alert: keyof typeof alertNames): Probe =>
  alertFires(`${stage}.alert`, alertNames[alert], withinMs);

/** That the alert fires, where the environment has alerts. */
export const raised = (stage: string, alert: keyof typeof alertNames): Objective =>
  probed(`${stage}.alert`, `the alert ${alertNames[alert]} fires`, "see the alert's rule and the series it looks at", {
    needs: ["alerts"],
  });

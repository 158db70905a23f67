import { callee } from "../../components/observability/alert-rules.ts";
import { datastoreJobs, serviceJob } from "../../components/observability/scrape-config.ts";
import type { AgentName } from "../../contract/services.ts";
import type { Settings } from "../../contract/settings.ts";
import { alertFires, alertIsQuiet } from "../../engine/probes/alert-fires.ts";
import type { WatchedAlert } from "../../engine/probes/watched-alert.ts";
import type { Objective } from "../../engine/evidence/objective.ts";
import type { Probe } from "../../engine/probes/probe.ts";
import { probed } from "../objectives.ts";
import type { Capability } from "./capabilities.ts";
import type { Setting } from "./experiment.ts";

/** Names of the rules whose alerts drills look for. */
export const alertNames = {
  agentAway: "AgentChecksFail",
  redisAway: "RateLimitingOff",
  storeAway: "StoreUnreachable",
  keysLost: "KeysLost",
  keysMissed: "HighMissRate",
  requestsFail: "HighErrorRate",
} as const;

/**
 * An alert that a fault must raise. Exporters reach the stores past the links that drills break, so that what tells of a
 * broken link is BIOwerk's own breaker towards the store: a target that does not use the store has none.
 */
export interface FaultAlert extends WatchedAlert {
  /** its probe and its objective are named `<stage>.<id>` */
  id: string;
  /** what the target must have for the rule to see the fault */
  needs: readonly Capability[];
  /** how soon it must be active, milliseconds */
  withinMs: (settings: Settings) => number;
}

/** Two scrapes, the rule's patience, Alertmanager, and a machine that is busy, milliseconds. */
const toldMs = 16_000;

const usual = { id: "alert", labels: {}, needs: [], withinMs: () => 20_000 } as const;

/** Mesh's looks at the agent fail; the second that does is the first that the counter shows. */
export const agentAway = (agent: AgentName): FaultAlert => ({
  ...usual,
  alert: alertNames.agentAway,
  labels: { [callee]: agent },
  jobs: [serviceJob("mesh")],
  withinMs: ({ HEALTH_CHECK_INTERVAL }) => 2 * HEALTH_CHECK_INTERVAL * 1_000 + toldMs,
});

/** Mesh lets all requests pass, since it cannot count them. */
export const redisAway: FaultAlert = {
  ...usual,
  alert: alertNames.redisAway,
  labels: { job: serviceJob("mesh"), [callee]: "redis" },
  jobs: [serviceJob("mesh")],
  needs: ["limiter"],
};

/** Agents cannot reach the store. @param keepers those that keep their work there */
export const storeAway = (store: "postgres" | "mongodb", ...keepers: readonly AgentName[]): FaultAlert => ({
  ...usual,
  alert: alertNames.storeAway,
  labels: { [callee]: store },
  jobs: keepers.map(serviceJob),
  needs: ["persistence"],
});

/** Most of Redis's keys went. The limiter's are most of them; the few others are there again before this could fire. */
export const keysLost: FaultAlert = {
  ...usual,
  alert: alertNames.keysLost,
  jobs: [datastoreJobs.redis],
  needs: ["limiter"],
};

/** Most of what is looked up in Redis is not there. */
export const keysMissed: FaultAlert = {
  ...usual,
  id: "misses-alert",
  alert: alertNames.keysMissed,
  jobs: [datastoreJobs.redis],
};

/** Mesh answers requests with server errors. */
export const requestsFail: FaultAlert = {
  ...usual,
  id: "errors-alert",
  alert: alertNames.requestsFail,
  labels: { job: serviceJob("mesh") },
  jobs: [serviceJob("mesh")],
};

/** How long an alert of an earlier fault may take to end beyond that fault's recovery, milliseconds. */
const quietMs = 10_000;

/**
 * Waits before the fault until the alert is not active, so that one that is active later tells of the fault.
 * @param withinMs how long, milliseconds
 */
export const quiet = (
  stage: string,
  alert: FaultAlert,
  { has }: Pick<Setting, "has">,
  withinMs: number = quietMs,
): Probe[] => (has("alerts") ? [alertIsQuiet(`${stage}.${alert.id}`, alert, withinMs)] : []);

/** Looks for the alert while a fault is in force. */
export const raises = (stage: string, alert: FaultAlert, settings: Settings): Probe =>
  alertFires(`${stage}.${alert.id}`, alert, alert.withinMs(settings));

/** That the alert fires, where the environment has alerts and the target what they look at. */
export function raised(stage: string, { id, alert, needs }: FaultAlert): Objective {
  return probed(`${stage}.${id}`, `the alert ${alert} fires`, "see the alert's rule and the series it looks at", {
    needs: ["alerts", ...needs],
  });
}

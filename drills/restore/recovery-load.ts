import { gatedLoads } from "../../contract/payloads.ts";
import type { LoadPlan } from "../../engine/evidence/load-plan.ts";
import { openPlan, type Pace } from "../../engine/load/plans.ts";
import type { DrillOptions } from "../options.ts";
import { agentSlo } from "../slo.ts";
import { sloLoad } from "./objectives.ts";

/** Each of the four routes gets more than 300 samples in what follows the warm-up. */
export const own: Pace = { durationMs: 42_000, ratePerSecond: 52 };
const warmupMs = 10_000;

/** The load by which a restored environment shows that it keeps its SLO. */
export function recoveryLoad(options: DrillOptions): LoadPlan {
  return openPlan({
    name: sloLoad,
    runId: options.runId,
    endpoints: gatedLoads,
    own,
    asked: options,
    warmupMs,
    requestTimeoutMs: 10_000,
    expectedLatencyMs: agentSlo.p95Ms,
    minSamples: agentSlo.minSamples,
    limiter: options.limiter,
  });
}

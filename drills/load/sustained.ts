import { gatedLoads } from "../../contract/payloads.ts";
import { closedPlan, openPlan, type Pace } from "../../engine/load/plans.ts";
import type { DrillProgram } from "../../engine/session.ts";
import { gate } from "../gate.ts";
import { gateObjectives } from "../objectives.ts";
import { changedPace, type DrillOptions } from "../options.ts";
import { observeSizes, sizesObjective } from "../sizes.ts";
import { gatewaySlo, sloObjectives } from "../slo.ts";

/** The playbook's virtual users and minutes; the rate is that of the open-model twin. */
const virtualUsers = 50;
const own: Pace = { durationMs: 600_000, ratePerSecond: 52 };

/**
 * Sustained throughput. A closed model slows down with the system, so its latencies flatter a slow one: they are
 * reported, and the open-model twin is what the SLO is judged on.
 */
export function sustained(options: DrillOptions): DrillProgram {
  const common = {
    runId: options.runId,
    endpoints: gatedLoads,
    warmupMs: 15_000,
    requestTimeoutMs: 10_000,
    limiter: options.limiter,
  };
  const closed = closedPlan({
    ...common,
    name: "playbook",
    virtualUsers,
    durationMs: options.durationMs ?? own.durationMs,
    fastestAnswerMs: 20,
  });
  const open = openPlan({
    ...common,
    name: "slo",
    own,
    asked: options,
    expectedLatencyMs: gatewaySlo.p95Ms,
    minSamples: gatewaySlo.minSamples,
  });
  return {
    name: "load/sustained",
    stack: options.stack,
    objectives: [
      ...gateObjectives,
      sizesObjective,
      ...sloObjectives(
        open.name,
        open.endpoints.map((endpoint) => endpoint.name),
        gatewaySlo,
      ),
    ],
    loads: [closed, open],
    changedDefaults: changedPace(own, options),
    act: async (session) => {
      await gate(session);
      await session.phase("preflight", () => observeSizes(session, [closed, open], options.settings));
      await session.phase("playbook", () => session.load(closed));
      await session.phase("slo", () => session.load(open));
    },
  };
}

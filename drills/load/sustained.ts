import { gatedLoads } from "../../contract/payloads.ts";
import { closedPlan, openPlan } from "../../engine/load/plans.ts";
import type { DrillProgram } from "../../engine/session.ts";
import { gate } from "../gate.ts";
import { gateObjectives } from "../objectives.ts";
import type { DrillOptions } from "../options.ts";
import { gatewaySlo, sloObjectives } from "../slo.ts";

/** The playbook's run: 50 virtual users for 10 minutes. */
const playbook = { virtualUsers: 50, durationMs: 600_000 } as const;

/** Arrivals per second of the open-model twin. */
const ratePerSecond = 52;

/**
 * Sustained throughput. A closed model slows down with the system, so its latencies flatter a slow one: they are
 * reported, and the open-model twin is what the SLO is judged on.
 */
export function sustained(options: DrillOptions): DrillProgram {
  const common = {
    runId: options.runId,
    endpoints: gatedLoads,
    durationMs: options.durationMs ?? playbook.durationMs,
    warmupMs: 15_000,
    requestTimeoutMs: 10_000,
    limiter: options.limiter,
  };
  const closed = closedPlan({
    ...common,
    name: "playbook",
    virtualUsers: playbook.virtualUsers,
    fastestAnswerMs: 20,
  });
  const planned = openPlan({
    ...common,
    name: "slo",
    ratePerSecond: options.ratePerSecond ?? ratePerSecond,
    expectedLatencyMs: gatewaySlo.p95Ms,
    minSamples: gatewaySlo.minSamples,
  });
  const asked = options.durationMs;
  // Whoever asks for a length gets it; too few samples then make the run INCONCLUSIVE.
  const open = asked === undefined ? planned : { ...planned, durationMs: asked };
  return {
    name: "load/sustained",
    stack: options.stack,
    objectives: [
      ...gateObjectives,
      ...sloObjectives(
        open.name,
        open.endpoints.map((endpoint) => endpoint.name),
        gatewaySlo,
      ),
    ],
    loads: [closed, open],
    changedDefaults:
      asked === undefined ? [] : [`load duration: ${asked / 1_000} s instead of ${playbook.durationMs / 1_000} s`],
    act: async (session) => {
      await gate(session);
      await session.phase("playbook", () => session.load(closed));
      await session.phase("slo", () => session.load(open));
    },
  };
}

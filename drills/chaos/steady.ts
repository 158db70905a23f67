import type { SampledObjective } from "../../engine/load/live-phase.ts";
import type { Session } from "../../engine/session.ts";
import { gatewaySlo } from "../slo.ts";
import { errorsIn, latencyIn } from "./experiment.ts";

/** Before and after, the system keeps its SLO; a phase of seconds has too few samples to gate each route. */
export function steady(phase: "baseline" | "after"): SampledObjective[] {
  const when = phase === "after" ? "after" : "before";
  const common = { endpoint: "*", minSamples: 200 };
  return [
    errorsIn(phase, {
      id: `${phase}.errors`,
      title: `errors ${when} the faults`,
      limitRatio: 0.02,
      remedy: "see the outcomes over time in the report",
      ...common,
    }),
    latencyIn(phase, {
      id: `${phase}.p95`,
      title: `p95 ${when} the faults`,
      quantile: 0.95,
      limitMs: gatewaySlo.p95Ms,
      remedy: "see the percentiles over time in the report",
      ...common,
    }),
  ];
}

/** Ends the experiment before anything is broken where the baseline has missed what a steady system meets. */
export function requireSteady(session: Session): void {
  const missed = session.missedSoFar(steady("baseline"));
  if (missed.length > 0) session.abort(`the system is not steady: ${missed.join("; ")}`);
}

import type { Objective } from "../../engine/evidence/objective.ts";
import { gatewaySlo } from "../slo.ts";
import { errorsIn, latencyIn } from "./experiment.ts";

/** Before and after, the system keeps its SLO; a phase of seconds has too few samples to gate each route. */
export function steady(phase: "baseline" | "after"): Objective[] {
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

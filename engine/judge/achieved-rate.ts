import type { LoadEvidence } from "../evidence/evidence.ts";
import type { Objective } from "../evidence/objective.ts";
import type { Finding } from "./finding.ts";
import { arrivalsOf, saturationOf } from "./load-health.ts";
import { formatMs, formatRatio } from "./wording.ts";

/** Whether the generator offered the load that the plan asked for. It never fails: a shortfall is the generator's. */
export function judgeAchievedRate(
  objective: Extract<Objective, { kind: "achieved-rate" }>,
  load: LoadEvidence,
): Finding {
  const arrivals = arrivalsOf(load);
  if (arrivals === null || arrivals.planned <= 0) {
    const reason = arrivals === null ? "the generator left no report" : "the generator offered nothing";
    return { outcome: "inconclusive", observed: "nothing", samples: 0, reason };
  }
  const lag = load.generator?.startLagP99Ms ?? null;
  const observed =
    `${arrivals.sent} of ${arrivals.planned} arrivals sent (${formatRatio(arrivals.sent / arrivals.planned)}), ` +
    `${arrivals.dropped} dropped, start lag p99 ${lag === null ? "unknown" : formatMs(lag)}`;
  const saturated = saturationOf(load, objective.minRatio);
  return {
    outcome: saturated === null ? "pass" : "inconclusive",
    observed,
    samples: arrivals.sent,
    reason: saturated ?? "",
  };
}

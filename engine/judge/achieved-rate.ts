import type { LoadEvidence } from "../evidence/evidence.ts";
import type { Objective } from "../evidence/objective.ts";
import type { Finding } from "./finding.ts";
import { arrivalsOf, isShort, saturationOf, stallOf } from "./load-health.ts";
import { formatMs, formatRatio } from "./wording.ts";

/**
 * Whether the load that the plan asked for was offered. Where it was not, that is a failure of the target if it stalled;
 * otherwise it is the generator's, and says nothing of the target.
 */
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
  const found = { observed, samples: arrivals.sent };
  const stalled = stallOf(load);
  if (stalled !== null && isShort(arrivals, objective.minRatio)) return { ...found, outcome: "fail", reason: stalled };
  const saturated = saturationOf(load, objective.minRatio);
  if (saturated !== null) return { ...found, outcome: "inconclusive", reason: saturated };
  return { ...found, outcome: "pass", reason: "" };
}

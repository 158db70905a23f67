import { quantileMs, valueAtRank } from "../evidence/latency-distribution.ts";
import type { LatencyDistribution } from "../evidence/latency-distribution.ts";
import type { Objective } from "../evidence/objective.ts";
import { joined } from "./finding.ts";
import type { Finding } from "./finding.ts";
import { doubtsOf } from "./load-health.ts";
import type { LoadHealth } from "./load-health.ts";
import { quantileBoundRanks } from "./statistics.ts";
import { formatMs, quantileName } from "./wording.ts";

type LatencyObjective = Extract<Objective, { kind: "latency" }>;

/**
 * Holds a quantile's confidence bounds against the limit.
 * @param latency successful requests after the warm-up cut
 */
export function judgeLatency(objective: LatencyObjective, latency: LatencyDistribution, health: LoadHealth): Finding {
  const name = quantileName(objective.quantile);
  const limit = formatMs(objective.limitMs);
  const estimate = quantileMs(latency, objective.quantile);
  const samples = latency.count;
  const doubts = doubtsOf(health);
  if (estimate === null || samples < objective.minSamples) {
    return {
      outcome: "inconclusive",
      observed: estimate === null ? "no successful request" : formatMs(estimate),
      samples,
      reason: joined([`${samples} successful requests after the warm-up, ${objective.minSamples} needed`, ...doubts]),
    };
  }
  const { lower, upper } = boundsMs(latency, objective.quantile);
  const below = upper === null ? "no upper bound" : `95 % CI up to ${formatMs(upper)}`;
  const finding = { observed: `${formatMs(estimate)} (${below})`, samples };

  if (lower !== null && lower > objective.limitMs) {
    const observed = `${formatMs(estimate)} (95 % CI from ${formatMs(lower)})`;
    const reason = joined([`${name} is above ${limit} with 95 % confidence`, ...doubts]);
    return { outcome: "fail", observed, samples, reason };
  }
  if (upper === null || upper > objective.limitMs) {
    const reason = joined([`${samples} samples do not settle whether ${name} is within ${limit}`, ...doubts]);
    return { ...finding, outcome: "inconclusive", reason };
  }
  return { ...finding, outcome: doubts.length === 0 ? "pass" : "inconclusive", reason: joined(doubts) };
}

/** Each bound is taken at the far edge of its histogram cell: the histogram's resolution never decides a verdict. */
function boundsMs(latency: LatencyDistribution, q: number): { lower: number | null; upper: number | null } {
  const ranks = quantileBoundRanks(latency.count, q);
  return {
    lower: ranks.lower === null ? null : valueAtRank(latency, ranks.lower).fromMs,
    upper: ranks.upper === null ? null : valueAtRank(latency, ranks.upper).toMs,
  };
}

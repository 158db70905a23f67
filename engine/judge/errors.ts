import type { Tally } from "../evidence/latency-summary.ts";
import type { Objective } from "../evidence/objective.ts";
import { joined } from "./finding.ts";
import type { Finding } from "./finding.ts";
import { doubtsOf } from "./load-health.ts";
import type { LoadHealth } from "./load-health.ts";
import { ratioBounds } from "./statistics.ts";
import { formatRatio } from "./wording.ts";

/**
 * Holds a failure ratio's confidence bounds against the limit. Dropped arrivals keep it from passing, but it fails only
 * on what the system itself did: where it stalled, those are its failures too.
 * @param tally requests after the warm-up cut
 * @param dropped arrivals that were due and never sent: each counts as a failed request
 */
export function judgeErrors(
  objective: Extract<Objective, { kind: "errors" }>,
  tally: Tally,
  dropped: number,
  health: LoadHealth,
): Finding {
  const samples = tally.requests + dropped;
  const failed = tally.failures + dropped;
  const limit = formatRatio(objective.limitRatio);
  const doubts = doubtsOf(health);
  const counts = `${failed} of ${samples} failed${breakdown(tally, dropped)}`;
  if (samples === 0 || samples < objective.minSamples) {
    const reason = joined([`${samples} requests after the warm-up, ${objective.minSamples} needed`, ...doubts]);
    return { outcome: "inconclusive", observed: samples === 0 ? "no request" : counts, samples, reason };
  }
  const { lower, upper } = ratioBounds(failed, samples);
  const ratio = formatRatio(failed / samples);
  const upTo = { observed: `${ratio} (95 % CI up to ${formatRatio(upper)}), ${counts}`, samples };
  const from = { observed: `${ratio} (95 % CI from ${formatRatio(lower)}), ${counts}`, samples };

  if (provenRatio(tally, dropped, health) > objective.limitRatio) {
    const stalled = dropped === 0 || health.stalled === null ? [] : [health.stalled];
    const reason = joined([`errors are above ${limit} with 95 % confidence`, ...stalled, ...doubts]);
    return { ...from, outcome: "fail", reason };
  }
  if (lower > objective.limitRatio) {
    const reason = joined([`above ${limit} only with what the generator did not get through`, ...doubts]);
    return { ...from, outcome: "inconclusive", reason };
  }
  if (upper > objective.limitRatio) {
    const reason = joined([`${samples} requests do not settle whether errors are within ${limit}`, ...doubts]);
    return { ...upTo, outcome: "inconclusive", reason };
  }
  return { ...upTo, outcome: doubts.length === 0 ? "pass" : "inconclusive", reason: joined(doubts) };
}

/**
 * Lower bound of the failures that are the system's own: what was never sent is not unless it stalled, and what found no
 * connection is not where the generator was saturated.
 */
function provenRatio(tally: Tally, dropped: number, { saturated, stalled }: LoadHealth): number {
  const unsent = stalled === null ? 0 : dropped;
  const unconnected = saturated === null ? 0 : (tally.outcomes["connection"] ?? 0);
  const requests = tally.requests + unsent;
  return requests === 0 ? 0 : ratioBounds(tally.failures - unconnected + unsent, requests).lower;
}

function breakdown({ outcomes }: Tally, dropped: number): string {
  const kinds = Object.entries(outcomes).filter(([outcome]) => outcome !== "ok");
  if (dropped > 0) kinds.push(["dropped", dropped]);
  return kinds.length === 0 ? "" : `: ${kinds.map(([kind, count]) => `${count} ${kind}`).join(", ")}`;
}

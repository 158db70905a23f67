import { resilienceMetrics } from "../../contract/metrics.ts";
import { type SeriesLine, waitCounters } from "../evidence/series.ts";

interface Counted {
  sum: number;
  count: number;
}

/**
 * The lines with the mean wait for a bulkhead's place, seconds, instead of its counters: of the calls that got one since
 * the pod's look before. There is no value where no call did, or where the process is another one.
 */
export function withMeanWaits(lines: readonly SeriesLine[]): SeriesLine[] {
  const before = new Map<string, Counted>();
  return lines.map(({ atMs, pod, values }) => {
    const { [waitCounters.sum]: sums = {}, [waitCounters.count]: counts = {}, ...others } = values;
    const means = Object.entries(counts).flatMap(([of, count]): [string, number][] => {
      const key = JSON.stringify([pod, of]);
      const now = { sum: sums[of] ?? 0, count };
      const mean = meanSince(before.get(key), now);
      before.set(key, now);
      return mean === null ? [] : [[of, mean]];
    });
    const waits = means.length === 0 ? {} : { [resilienceMetrics.bulkheadWait]: Object.fromEntries(means) };
    return { atMs, pod, values: { ...others, ...waits } };
  });
}

/** To the millisecond: what is less is no wait but the work of counting it. */
function meanSince(before: Counted | undefined, now: Counted): number | null {
  if (before === undefined || now.count <= before.count || now.sum < before.sum) return null;
  return Math.round(((now.sum - before.sum) / (now.count - before.count)) * 1_000) / 1_000;
}

import { Int32Histogram } from "hdr-histogram-js";

/** How every percentile of this product is estimated; the report prints it. */
export const percentileEstimator =
  "linear interpolation between the closest ranks (rank (n-1)q), on an HDR histogram with 3 significant digits " +
  "and microsecond resolution up to 1 h; successful requests only; " +
  "one-sided 95 % bounds from order statistics, samples taken as independent";

/** Counted latencies in rising order, as cells of the histogram that recorded them; the three lists are parallel. */
export interface LatencyDistribution {
  count: number;
  /** lowest value of the cell, microseconds */
  fromUs: number[];
  /** highest value of the cell, microseconds */
  toUs: number[];
  /** values in this cell and all before it */
  cumulative: number[];
}

const highestUs = 3_600_000_000;

/** A histogram from 1 microsecond to 1 hour; two of the same precision merge without loss by `add`. */
export class LatencyHistogram {
  readonly #cells: Int32Histogram;

  /** @param significantDigits 3 for what is judged; 2 where thousands of small histograms feed a chart */
  constructor(significantDigits: 2 | 3 = 3) {
    this.#cells = new Int32Histogram(1, highestUs, significantDigits);
  }

  /** Records one latency, milliseconds; what is longer than an hour counts as an hour. */
  record(ms: number): void {
    this.#cells.recordValue(Math.min(Math.round(ms * 1_000), highestUs));
  }

  add(other: LatencyHistogram): void {
    this.#cells.add(other.#cells);
  }

  distribution(): LatencyDistribution {
    const cells = this.#cells;
    const seen: LatencyDistribution = { count: 0, fromUs: [], toUs: [], cumulative: [] };
    for (let index = 0; index < cells.countsArrayLength && seen.count < cells.totalCount; index += 1) {
      const count = cells.getCountAtIndex(index);
      if (count === 0) continue;
      const from = cells.valueFromIndex(index);
      seen.count += count;
      seen.fromUs.push(from);
      seen.toUs.push(cells.highestEquivalentValue(from));
      seen.cumulative.push(seen.count);
    }
    return seen;
  }
}

/**
 * The bounds of the value at a rank, milliseconds.
 * @param rank from 1 (smallest) to `count`
 */
export function valueAtRank(latency: LatencyDistribution, rank: number): { fromMs: number; toMs: number } {
  if (!(rank >= 1 && rank <= latency.count)) throw new RangeError(`rank ${rank} of ${latency.count} values`);
  let low = 0;
  let high = latency.cumulative.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((latency.cumulative[middle] ?? 0) < rank) low = middle + 1;
    else high = middle;
  }
  return { fromMs: (latency.fromUs[low] ?? 0) / 1_000, toMs: (latency.toUs[low] ?? 0) / 1_000 };
}

/** The q-quantile by `percentileEstimator`, milliseconds; null without a value. */
export function quantileMs(latency: LatencyDistribution, q: number): number | null {
  if (latency.count === 0) return null;
  const rank = (latency.count - 1) * q;
  const below = middleAt(latency, Math.floor(rank) + 1);
  const above = middleAt(latency, Math.ceil(rank) + 1);
  return below + (above - below) * (rank - Math.floor(rank));
}

function middleAt(latency: LatencyDistribution, rank: number): number {
  const { fromMs, toMs } = valueAtRank(latency, rank);
  return (fromMs + toMs) / 2;
}

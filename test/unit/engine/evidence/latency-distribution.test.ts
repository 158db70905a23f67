import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LatencyHistogram, quantileMs, valueAtRank } from "../../../../engine/evidence/latency-distribution.ts";

function distributionOf(values: readonly number[], digits: 2 | 3 = 3) {
  const histogram = new LatencyHistogram(digits);
  for (const ms of values) histogram.record(ms);
  return histogram.distribution();
}

/** The estimator on the values themselves, which the histogram has to come close to. */
function exactQuantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = (sorted.length - 1) * q;
  const below = sorted[Math.floor(rank)] ?? NaN;
  const above = sorted[Math.ceil(rank)] ?? NaN;
  return below + (above - below) * (rank - Math.floor(rank));
}

const latencies = fc.array(fc.double({ min: 0.1, max: 3_600_000, noNaN: true }), { minLength: 1, maxLength: 300 });
const quantile = fc.constantFrom(0.01, 0.5, 0.9, 0.95, 0.99, 0.999);

describe("quantileMs", () => {
  it("is within 0.5 % of linear interpolation over the sorted values", () => {
    fc.assert(
      fc.property(latencies, quantile, (values, q) => {
        const exact = exactQuantile(values, q);
        expect(Math.abs((quantileMs(distributionOf(values), q) ?? NaN) - exact)).toBeLessThanOrEqual(exact * 0.005);
      }),
      { numRuns: 300 },
    );
  });

  it("stays within 1 % with the two digits of a chart", () => {
    fc.assert(
      fc.property(latencies, quantile, (values, q) => {
        const exact = exactQuantile(values, q);
        const estimate = quantileMs(distributionOf(values, 2), q) ?? NaN;
        expect(Math.abs(estimate - exact)).toBeLessThanOrEqual(exact * 0.01);
      }),
    );
  });

  it("interpolates between the two closest ranks", () => {
    expect(quantileMs(distributionOf([1, 2]), 0.5)).toBe(1.5);
    expect(quantileMs(distributionOf([1, 1.5, 2, 2]), 0.25)).toBeCloseTo(1.375, 9);
  });

  it("has none without a value", () => {
    expect(quantileMs(distributionOf([]), 0.95)).toBeNull();
  });
});

describe("valueAtRank", () => {
  it("brackets the value of that rank, to the microsecond", () => {
    fc.assert(
      fc.property(latencies, fc.nat(), (values, pick) => {
        const sorted = [...values].sort((a, b) => a - b);
        const rank = 1 + (pick % values.length);
        const micros = Math.round((sorted[rank - 1] ?? NaN) * 1_000) / 1_000;
        const { fromMs, toMs } = valueAtRank(distributionOf(values), rank);
        expect(fromMs).toBeLessThanOrEqual(micros);
        expect(toMs).toBeGreaterThanOrEqual(micros);
        expect(toMs - fromMs).toBeLessThanOrEqual(micros / 1_000);
      }),
    );
  });

  it.each([0, 4, NaN])("refuses rank %d of 3", (rank) => {
    expect(() => valueAtRank(distributionOf([1, 2, 3]), rank)).toThrow(RangeError);
  });
});

describe("LatencyHistogram", () => {
  it("merges to what recording everything into one gives", () => {
    fc.assert(
      fc.property(latencies, latencies, (some, others) => {
        const merged = new LatencyHistogram();
        const other = new LatencyHistogram();
        for (const ms of some) merged.record(ms);
        for (const ms of others) other.record(ms);
        merged.add(other);
        expect(merged.distribution()).toEqual(distributionOf([...some, ...others]));
      }),
    );
  });

  it("counts what is longer than an hour as an hour", () => {
    const { count, toUs } = distributionOf([7_200_000]);
    expect(count).toBe(1);
    expect(toUs[0]).toBeGreaterThanOrEqual(3_600_000_000);
  });

  it("counts what is shorter than a microsecond as nothing", () => {
    expect(distributionOf([0.0001])).toMatchObject({ count: 1, fromUs: [0], toUs: [0] });
  });
});

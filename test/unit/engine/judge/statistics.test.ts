import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  binomialCdf,
  confidence,
  quantileBoundRanks,
  quotientBounds,
  ratioBounds,
} from "../../../../engine/judge/statistics.ts";

/** P(X = 0), ..., P(X = n) by the plain product, for n small enough. */
function probabilities(n: number, p: number): number[] {
  const all = [(1 - p) ** n];
  for (let k = 1; k <= n; k += 1) all.push(((all[k - 1] ?? 0) * (n - k + 1) * p) / (k * (1 - p)));
  return all;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const small = fc.integer({ min: 1, max: 120 });
const ratio = fc.double({ min: 0.02, max: 0.98, noNaN: true });

describe("binomialCdf", () => {
  it("is the sum of the probabilities up to k", () => {
    fc.assert(
      fc.property(small, fc.nat(), ratio, (n, pick, p) => {
        const k = pick % (n + 1);
        expect(binomialCdf(k, n, p)).toBeCloseTo(sum(probabilities(n, p).slice(0, k + 1)), 10);
      }),
    );
  });

  it.each([
    [-1, 10, 0.5, 0],
    [10, 10, 0.5, 1],
    [3, 10, 0, 1],
    [3, 10, 1, 0],
  ])("of %d in %d at %d is %d", (k, n, p, expected) => {
    expect(binomialCdf(k, n, p)).toBe(expected);
  });

  it.each([
    [1_000_000, 0.5],
    [1_000_000, 0.05],
    [1_000_000, 0.000_01],
    [750_000, 0.95],
  ])("is sound for n = %d at p = %d: steps are probabilities and mirror each other", (n, p) => {
    const mean = Math.round(n * p);
    const spread = Math.ceil(4 * Math.sqrt(n * p * (1 - p)));
    expect(binomialCdf(mean - spread - 1, n, p)).toBeLessThan(0.001);
    expect(binomialCdf(mean + spread, n, p)).toBeGreaterThan(0.999);
    for (const k of [mean - spread, mean - 1, mean, mean + 1, mean + spread]) {
      const step = binomialCdf(k + 1, n, p) - binomialCdf(k, n, p);
      const last = binomialCdf(k, n, p) - binomialCdf(k - 1, n, p);
      expect(step).toBeGreaterThanOrEqual(0);
      expect(step).toBeCloseTo((last * (n - k) * p) / ((k + 1) * (1 - p)), 7);
      expect(binomialCdf(k, n, p) + binomialCdf(n - k - 1, n, 1 - p)).toBeCloseTo(1, 7);
    }
  });
});

describe("quantileBoundRanks", () => {
  it.each([
    [0.95, 58, null],
    [0.95, 59, 59],
    [0.99, 298, null],
    [0.99, 299, 299],
    [0.999, 2_994, null],
    [0.999, 2_995, 2_995],
  ])("bounds p%d from above with %d samples at rank %s", (q, n, upper) => {
    expect(quantileBoundRanks(n, q).upper).toBe(upper);
  });

  it("has no bound without samples, and none from below with too few", () => {
    expect(quantileBoundRanks(0, 0.95)).toEqual({ lower: null, upper: null });
    expect(quantileBoundRanks(4, 0.5)).toEqual({ lower: null, upper: null });
    expect(quantileBoundRanks(5, 0.5)).toEqual({ lower: 1, upper: 5 });
  });

  it("holds with the stated confidence, and the next tighter rank would not", () => {
    fc.assert(
      fc.property(small, ratio, (n, q) => {
        const below = probabilities(n, q);
        // The chance that fewer than `rank` samples are below the quantile: then that sample is not below it.
        const notBelow = (rank: number) => sum(below.slice(0, rank));
        const { lower, upper } = quantileBoundRanks(n, q);
        const nearly = 1e-9;
        if (upper === null) expect(notBelow(n)).toBeLessThan(confidence);
        else {
          expect(notBelow(upper)).toBeGreaterThanOrEqual(confidence - nearly);
          if (upper > 1) expect(notBelow(upper - 1)).toBeLessThan(confidence + nearly);
        }
        if (lower === null) expect(1 - notBelow(1)).toBeLessThan(confidence);
        else {
          expect(1 - notBelow(lower)).toBeGreaterThanOrEqual(confidence - nearly);
          expect(1 - notBelow(lower + 1)).toBeLessThan(confidence + nearly);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("stays near the quantile for a million samples", () => {
    const { lower, upper } = quantileBoundRanks(1_000_000, 0.95);
    // 1.645 standard deviations of a binomial of a million at 0.95
    expect(Math.abs((upper ?? 0) - 950_359)).toBeLessThanOrEqual(2);
    expect(Math.abs((lower ?? 0) - 949_641)).toBeLessThanOrEqual(2);
  });
});

describe("ratioBounds", () => {
  it.each([
    [0, 598, 1 - 0.05 ** (1 / 598)],
    [0, 1, 0.95],
    [0, 1_000_000, 1 - 0.05 ** (1 / 1_000_000)],
    [5, 5, 1],
  ])("of %d in %d goes up to %d", (k, n, upper) => {
    expect(ratioBounds(k, n).upper).toBeCloseTo(upper, 10);
  });

  it("settles a limit of 0.5 % from 598 samples without a failure on", () => {
    expect(ratioBounds(0, 597).upper).toBeGreaterThan(0.005);
    expect(ratioBounds(0, 598).upper).toBeLessThanOrEqual(0.005);
  });

  it("agrees with a published table: 5 of 100", () => {
    expect(ratioBounds(5, 100).upper).toBeCloseTo(0.102_25, 5);
    expect(ratioBounds(5, 100).lower).toBeCloseTo(0.019_91, 5);
  });

  it("covers the true ratio with at least the stated confidence on each side", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), ratio, (n, p) => {
        const bounds = probabilities(n, p).map((chance, k) => ({ chance, ...ratioBounds(k, n) }));
        const covered = (held: typeof bounds) => sum(held.map(({ chance }) => chance));
        expect(covered(bounds.filter(({ upper }) => upper >= p))).toBeGreaterThanOrEqual(confidence - 1e-9);
        expect(covered(bounds.filter(({ lower }) => lower <= p))).toBeGreaterThanOrEqual(confidence - 1e-9);
      }),
    );
  });

  it("brackets the observed ratio and rises with it, up to a million", () => {
    const anyN = fc.integer({ min: 1, max: 1_000_000 });
    fc.assert(
      fc.property(anyN, fc.double({ min: 0, max: 1, noNaN: true }), (n, share) => {
        const k = Math.floor(share * n);
        const { lower, upper } = ratioBounds(k, n);
        expect(lower).toBeLessThanOrEqual(k / n);
        expect(upper).toBeGreaterThanOrEqual(k / n);
        if (k < n) expect(ratioBounds(k + 1, n).lower).toBeGreaterThan(lower);
      }),
      { numRuns: 50 },
    );
  });
});

describe("quotientBounds", () => {
  const of = (k: number, n: number) => ({ k, n });

  it("hold the quotient of the two ratios between them", () => {
    fc.assert(
      fc.property(small, small, fc.nat(), fc.nat(), (n, m, pickK, pickJ) => {
        const k = pickK % (n + 1);
        const j = 1 + (pickJ % m);
        const { lower, upper } = quotientBounds(of(k, n), of(j, m));
        expect(lower).toBeLessThanOrEqual(k / n / (j / m));
        expect(upper).toBeGreaterThanOrEqual(k / n / (j / m));
      }),
    );
  });

  it("miss the true quotient no more often than they say, on either side", () => {
    const [n, m, p, q] = [60, 40, 0.9, 0.8];
    const ofOne = probabilities(n, p);
    const ofOther = probabilities(m, q);
    let above = 0;
    let below = 0;
    ofOne.forEach((pk, k) =>
      ofOther.forEach((pj, j) => {
        if (pk * pj < 1e-9) return;
        const { lower, upper } = quotientBounds(of(k, n), of(j, m));
        if (lower > p / q) above += pk * pj;
        if (upper < p / q) below += pk * pj;
      }),
    );
    expect(Math.max(above, below)).toBeLessThanOrEqual(1 - confidence);
  });

  it("have no upper one over nothing at all", () => {
    expect(quotientBounds(of(1, 2), of(0, 5)).upper).toBe(Infinity);
  });
});

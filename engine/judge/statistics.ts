/** Confidence of every one-sided bound. */
export const confidence = 0.95;

/**
 * Ranks (from 1, in rising order) of the samples that bound the q-quantile of their source, each with `confidence`,
 * whatever the distribution; null where n samples cannot bound it on that side.
 */
export function quantileBoundRanks(n: number, q: number): { lower: number | null; upper: number | null } {
  // The number of samples below the quantile is binomial: the u-th sample is above it when fewer than u are below.
  const upper = firstWhere(1, n, (rank) => binomialCdf(rank - 1, n, q) >= confidence);
  const beyond = firstWhere(1, n, (rank) => binomialCdf(rank - 1, n, q) > 1 - confidence) ?? n + 1;
  return { lower: beyond > 1 ? beyond - 1 : null, upper };
}

/** Exact (Clopper-Pearson) one-sided bounds of the ratio behind k of n. @param each confidence of each bound */
export function ratioBounds(k: number, n: number, each = confidence): { lower: number; upper: number } {
  return {
    lower: k === 0 ? 0 : bisect(0, k / n, (p) => 1 - binomialCdf(k - 1, n, p) >= 1 - each),
    upper: k === n ? 1 : bisect(k / n, 1, (p) => binomialCdf(k, n, p) <= 1 - each),
  };
}

/** One-sided bounds of the ratio behind one k of n over that behind another, each with `confidence`. */
export function quotientBounds(
  one: { k: number; n: number },
  other: { k: number; n: number },
): { lower: number; upper: number } {
  // Two bounds of independent samples hold at once with the product of their confidences.
  const each = Math.sqrt(confidence);
  const above = ratioBounds(one.k, one.n, each);
  const below = ratioBounds(other.k, other.n, each);
  return { lower: above.lower / below.upper, upper: below.lower === 0 ? Infinity : above.upper / below.lower };
}

/** P(X <= k) for X binomial of n and p, by the regularised incomplete beta function; good for n up to millions. */
export function binomialCdf(k: number, n: number, p: number): number {
  if (k < 0) return 0;
  if (k >= n || p <= 0) return 1;
  if (p >= 1) return 0;
  return regularisedBeta(1 - p, p, n - k, k + 1);
}

/** The smallest integer from `low` to `high` where a condition that stays true once it is true holds. */
function firstWhere(low: number, high: number, holds: (value: number) => boolean): number | null {
  if (high < low || !holds(high)) return null;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Where between `low` and `high` a condition turns true, to the last bit that matters. */
function bisect(low: number, high: number, holds: (value: number) => boolean): number {
  for (let round = 0; round < 60; round += 1) {
    const middle = (low + high) / 2;
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** I_x(a, b); `y` is 1 - x, given apart because the caller has it without rounding. */
function regularisedBeta(x: number, y: number, a: number, b: number): number {
  // The continued fraction converges fast on this side of the mean only.
  if (x > (a + 1) / (a + b + 2)) return 1 - regularisedBeta(y, x, b, a);
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(y));
  return (front / a) * betaFraction(x, a, b);
}

/** The continued fraction of the incomplete beta function, by the modified Lentz method. */
function betaFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  const away = (value: number): number => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  // About sqrt(max(a, b)) terms are needed; the bound is far beyond that for any number of samples.
  for (let m = 1; m <= 100_000; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-14) return fraction;
  }
  throw new RangeError(`the incomplete beta function does not converge at x=${x} a=${a} b=${b}`);
}

/** ln Γ(x) for x > 0, by Stirling's series, shifted up to where the series is exact to the last digits. */
function logGamma(x: number): number {
  let shifted = x;
  let shift = 0;
  for (; shifted < 10; shifted += 1) shift += Math.log(shifted);
  const i = 1 / (shifted * shifted);
  const series = (1 / 12 - i * (1 / 360 - i * (1 / 1260 - i * (1 / 1680 - i / 1188)))) / shifted;
  return (shifted - 0.5) * Math.log(shifted) - shifted + 0.5 * Math.log(2 * Math.PI) + series - shift;
}

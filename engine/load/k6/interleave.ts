const LONGEST_CYCLE = 1_000;

/**
 * Spreads weighted choices evenly: smooth weighted round robin, so that weights 2 and 1 give 0, 1, 0 and never 0, 0, 1.
 * Returns one full cycle of indices; weights whose cycle would be longer than 1000 are met to one part in 1000.
 * Imported by the k6 script, so it needs nothing.
 */
export function interleave(weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const credit = weights.map(() => 0);
  const cycle: number[] = [];
  do {
    weights.forEach((weight, index) => (credit[index]! += weight));
    const chosen = credit.indexOf(Math.max(...credit));
    credit[chosen]! -= total;
    cycle.push(chosen);
  } while (cycle.length < LONGEST_CYCLE && credit.some((left) => Math.abs(left) > total * 1e-9));
  return cycle;
}

/**
 * How many arrivals an open model plans within a duration; the first is at time zero, none at the very end.
 * Imported by the k6 script, so it needs nothing.
 */
export function plannedArrivals(ratePerSecond: number, durationMs: number): number {
  // The subtraction keeps 3/s for 1000 ms at 3 where floating point makes it a hair more.
  return Math.ceil((ratePerSecond * durationMs) / 1_000 - 1e-6);
}

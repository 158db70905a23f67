import type { LoadEndpoint } from "../evidence/load-plan.ts";

/** The rate limiter of the target, as its settings state it. */
export interface Limiter {
  requests: number;
  windowSeconds: number;
  /** request header by which the limiter tells clients apart; null where it cannot be told */
  header: string | null;
}

/** An endpoint that a run of this length would sample too seldom. */
export interface Shortfall {
  endpoint: string;
  /** samples that the run is sure to start after the warm-up cut */
  expected: number;
  needed: number;
}

/** Which endpoints fall short of the sample rule, and the shortest run, in whole seconds, in which none does. */
export interface Fit {
  shortfalls: Shortfall[];
  durationMs: number;
}

// Interleaving keeps an endpoint within one arrival of its share at either end of the judged span.
const INTERLEAVING_SLACK = 2;

/** Compares an open model's arrivals after the warm-up cut with the samples that each endpoint needs. */
export function fit(
  run: { durationMs: number; warmupMs: number; ratePerSecond: number },
  endpoints: readonly Pick<LoadEndpoint, "name" | "weight">[],
  minSamples: number,
): Fit {
  const total = endpoints.reduce((sum, endpoint) => sum + endpoint.weight, 0);
  const judged = Math.floor((run.ratePerSecond * Math.max(0, run.durationMs - run.warmupMs)) / 1_000);
  const shortfalls = endpoints
    .map(({ name, weight }) => ({
      endpoint: name,
      expected: Math.max(0, Math.floor((judged * weight) / total) - INTERLEAVING_SLACK),
      needed: minSamples,
    }))
    .filter(({ expected, needed }) => expected < needed);
  const rarest = Math.min(...endpoints.map(({ weight }) => weight / total));
  const arrivals = (minSamples + INTERLEAVING_SLACK + 1) / rarest;
  const seconds = Math.ceil(run.warmupMs / 1_000 + (arrivals + 1) / run.ratePerSecond);
  return { shortfalls, durationMs: seconds * 1_000 };
}

/** Over how many identities requests must be spread so that each uses at most half of what the limiter allows it. */
export function identityCount(limiter: Limiter, ratePerSecond: number): number {
  const half = Math.max(1, Math.floor(limiter.requests / 2));
  return Math.max(1, Math.ceil((ratePerSecond * limiter.windowSeconds) / half));
}

const MAX_VUS = 1_000;

/**
 * How many virtual users an open model needs. Twice as many as are busy at the expected latency are there from the
 * start: k6 adds one at a time, each at the price of a dropped arrival. More would let connections idle so long that
 * the server closes them between uses. The most is what a system needs that answers nothing before the timeout, but
 * not more than 1000, for which k6 takes about 400 MiB.
 * @param expectedLatencyMs the latency that hardly any request exceeds (99.9th percentile)
 */
export function virtualUsers(ratePerSecond: number, expectedLatencyMs: number, requestTimeoutMs: number) {
  const busyAt = (latencyMs: number) => Math.ceil((ratePerSecond * latencyMs) / 1_000);
  const preAllocatedVUs = Math.max(1, busyAt(expectedLatencyMs) * 2);
  return { preAllocatedVUs, maxVUs: Math.max(preAllocatedVUs, Math.min(MAX_VUS, busyAt(requestTimeoutMs) + 1)) };
}

import type { LoadEndpoint, LoadPlan } from "../evidence/load-plan.ts";
import { fit, identityCount, virtualUsers } from "./sizing.ts";
import type { Limiter } from "./sizing.ts";

interface AnyLoad {
  name: string;
  runId: string;
  endpoints: LoadEndpoint[];
  durationMs: number;
  warmupMs: number;
  requestTimeoutMs: number;
  /** null where the target limits no rates */
  limiter: Limiter | null;
}

export interface OpenLoad extends AnyLoad {
  /** arrivals per second over all endpoints */
  ratePerSecond: number;
  /** successful samples that each endpoint must have after the warm-up cut */
  minSamples: number;
  /** the latency that hardly any request exceeds (99.9th percentile), milliseconds */
  expectedLatencyMs: number;
}

export interface ClosedLoad extends AnyLoad {
  virtualUsers: number;
  /** the shortest answer that is expected, milliseconds: bounds the rate that the virtual users reach */
  fastestAnswerMs: number;
}

// Samples beyond the rule, so that a failure rate within any error budget does not leave too few successful ones.
const SURPLUS = 1.05;

/** A load with a fixed arrival rate. It runs longer than asked where an endpoint would get too few samples. */
export function openPlan(load: OpenLoad): LoadPlan {
  const { shortfalls, durationMs } = fit(load, load.endpoints, Math.ceil(load.minSamples * SURPLUS));
  return {
    ...common(load, load.ratePerSecond),
    model: {
      kind: "open",
      ratePerSecond: load.ratePerSecond,
      ...virtualUsers(load.ratePerSecond, load.expectedLatencyMs, load.requestTimeoutMs),
    },
    durationMs: shortfalls.length > 0 ? durationMs : load.durationMs,
  };
}

/** A load with a fixed number of virtual users, each of which waits for its answer: latencies are informational. */
export function closedPlan(load: ClosedLoad): LoadPlan {
  return {
    ...common(load, (load.virtualUsers * 1_000) / load.fastestAnswerMs),
    model: { kind: "closed", virtualUsers: load.virtualUsers },
    durationMs: load.durationMs,
  };
}

function common(load: AnyLoad, highestRate: number): Omit<LoadPlan, "model" | "durationMs"> {
  const { name, runId, endpoints, warmupMs, requestTimeoutMs, limiter } = load;
  return {
    name,
    runId,
    endpoints,
    warmupMs,
    requestTimeoutMs,
    identities: limiter
      ? { count: identityCount(limiter, highestRate), header: limiter.header }
      : { count: 1, header: null },
  };
}

import type { LoadEndpoint, LoadPlan } from "../evidence/load-plan.ts";
import { fit, identityCount, virtualUsers } from "./sizing.ts";
import type { Limiter } from "./sizing.ts";

interface AnyLoad {
  name: string;
  runId: string;
  endpoints: LoadEndpoint[];
  warmupMs: number;
  requestTimeoutMs: number;
  /** null where the target limits no rates */
  limiter: Limiter | null;
}

/** How long requests arrive, and how often. */
export interface Pace {
  /** milliseconds */
  durationMs: number;
  /** arrivals per second over all endpoints */
  ratePerSecond: number;
}

export interface OpenLoad extends AnyLoad {
  /** the drill's own pace */
  own: Pace;
  /** what a user asked for instead */
  asked: Partial<Pace>;
  /** successful samples that each endpoint must have after the warm-up cut */
  minSamples: number;
  /** the latency that hardly any request exceeds (99.9th percentile), milliseconds */
  expectedLatencyMs: number;
}

export interface ClosedLoad extends AnyLoad {
  durationMs: number;
  virtualUsers: number;
  /** the shortest answer that is expected, milliseconds: bounds the rate that the virtual users reach */
  fastestAnswerMs: number;
}

// Samples beyond the rule, so that a failure rate within any error budget does not leave too few successful ones.
const SURPLUS = 1.05;

/**
 * A load with a fixed arrival rate. The drill's own length grows where an endpoint would get too few samples; whoever
 * asks for a length or a rate gets just that, and too few samples then make the run INCONCLUSIVE.
 */
export function openPlan(load: OpenLoad): LoadPlan {
  const { own, asked, warmupMs } = load;
  const durationMs = asked.durationMs ?? own.durationMs;
  const ratePerSecond = asked.ratePerSecond ?? own.ratePerSecond;
  const isOwn = asked.durationMs === undefined && asked.ratePerSecond === undefined;
  const minSamples = Math.ceil(load.minSamples * SURPLUS);
  const fitting = fit({ durationMs, warmupMs, ratePerSecond }, load.endpoints, minSamples);
  return {
    ...common(load, ratePerSecond),
    model: {
      kind: "open",
      ratePerSecond,
      ...virtualUsers(ratePerSecond, load.expectedLatencyMs, load.requestTimeoutMs),
    },
    durationMs: isOwn && fitting.shortfalls.length > 0 ? fitting.durationMs : durationMs,
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

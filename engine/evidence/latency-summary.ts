import { LatencyHistogram } from "./latency-distribution.ts";
import type { LatencyDistribution } from "./latency-distribution.ts";
import { windowCounter } from "./latency-windows.ts";
import type { Window, WindowCounter } from "./latency-windows.ts";
import type { LoadPlan } from "./load-plan.ts";
import type { SampleBatch } from "./sample-codec.ts";
import { UnansweredCounter } from "./unanswered.ts";

/** Requests counted over one stretch of a load. */
export interface Tally {
  requests: number;
  /** all requests whose outcome is not "ok" */
  failures: number;
  /** outcome -> requests, names in code-unit order */
  outcomes: Record<string, number>;
  /** latencies of the successful requests */
  latency: LatencyDistribution;
}

/** One endpoint of a load; `endpoint` "*" is all of them together. */
export interface EndpointSummary {
  endpoint: string;
  /** the whole load, warm-up included */
  whole: Tally;
  /** after the warm-up cut: what is judged */
  judged: Tally;
  /** requests sent while a phase of the run went on, by the phase's name */
  phases: Record<string, Tally>;
  /** the whole load over time, for charts */
  windows: Window[];
}

/** What the samples of one load say. */
export interface LoadSummary {
  samples: number;
  /** when the first request was sent, milliseconds since the epoch; the warm-up is cut from here. null without samples */
  firstStartMs: number | null;
  /** the most requests at once that waited for an answer that never came, over the whole load */
  mostUnanswered: number;
  /** width of the windows, milliseconds */
  windowMs: number;
  /** the phases that the endpoints' `phases` are of */
  phases: readonly Phase[];
  /** "*" first, then by name in code-unit order */
  endpoints: EndpointSummary[];
}

/** Takes the samples of one load batch by batch, in any order, in memory that does not grow with their number. */
export interface Summariser {
  add(batch: SampleBatch): void;
  finish(): LoadSummary;
}

/** A phase of the run, milliseconds since the epoch. */
export interface Phase {
  name: string;
  fromMs: number;
  toMs: number;
}

/** @param firstStartMs the earliest start among all samples of the load, null where there is none */
export function summariser(plan: LoadPlan, firstStartMs: number | null, phases: readonly Phase[] = []): Summariser {
  const origin = firstStartMs ?? 0;
  const counters = new Map<string, EndpointCounter>();
  const counterOf = (endpoint: string): EndpointCounter => {
    const counter = counters.get(endpoint) ?? endpointCounter(plan, origin, phases);
    counters.set(endpoint, counter);
    return counter;
  };
  const unanswered = new UnansweredCounter(plan.requestTimeoutMs);
  let samples = 0;

  return {
    add(batch) {
      const byId = batch.endpoints.map(counterOf);
      for (let i = 0; i < batch.length; i += 1) {
        const sinceStart = (batch.startMs[i] ?? 0) - origin;
        const outcome = batch.outcomes[batch.outcome[i] ?? 0] ?? "";
        byId[batch.endpoint[i] ?? 0]?.record(sinceStart, batch.durationMs[i] ?? 0, outcome);
        if (outcome === "timeout") unanswered.record(sinceStart);
      }
      samples += batch.length;
    },
    finish() {
      const all = endpointCounter(plan, origin, phases);
      for (const counter of counters.values()) all.merge(counter);
      const named = [...counters].sort(([a], [b]) => (a < b ? -1 : 1));
      return {
        samples,
        firstStartMs,
        mostUnanswered: unanswered.most(),
        windowMs: all.windows.widthMs,
        phases,
        endpoints: [["*", all] as const, ...named].map(([endpoint, counter]) => counter.summary(endpoint)),
      };
    },
  };
}

interface EndpointCounter {
  readonly warmup: TallyCounter;
  readonly judged: TallyCounter;
  readonly windows: WindowCounter;
  readonly phases: ReadonlyMap<string, TallyCounter>;
  record(sinceStartMs: number, durationMs: number, outcome: string): void;
  merge(other: EndpointCounter): void;
  summary(endpoint: string): EndpointSummary;
}

function endpointCounter(plan: LoadPlan, originMs: number, phases: readonly Phase[]): EndpointCounter {
  const warmup = new TallyCounter();
  const judged = new TallyCounter();
  const windows = windowCounter(plan.durationMs);
  const spans = phases.map(({ name, fromMs, toMs }) => ({
    name,
    from: fromMs - originMs,
    to: toMs - originMs,
    counter: new TallyCounter(),
  }));
  return {
    warmup,
    judged,
    windows,
    phases: new Map(spans.map(({ name, counter }) => [name, counter])),
    record(sinceStartMs, durationMs, outcome) {
      (sinceStartMs < plan.warmupMs ? warmup : judged).record(durationMs, outcome);
      windows.record(sinceStartMs, durationMs, outcome);
      for (const { from, to, counter } of spans) {
        if (sinceStartMs >= from && sinceStartMs < to) counter.record(durationMs, outcome);
      }
    },
    merge(other) {
      warmup.merge(other.warmup);
      judged.merge(other.judged);
      windows.merge(other.windows);
      for (const { name, counter } of spans) {
        const from = other.phases.get(name);
        if (from !== undefined) counter.merge(from);
      }
    },
    summary(endpoint) {
      const whole = new TallyCounter();
      whole.merge(warmup);
      whole.merge(judged);
      return {
        endpoint,
        whole: whole.tally(),
        judged: judged.tally(),
        phases: Object.fromEntries(spans.map(({ name, counter }) => [name, counter.tally()])),
        windows: windows.windows(),
      };
    },
  };
}

/** Counts requests one by one. */
export class TallyCounter {
  readonly #outcomes = new Map<string, number>();
  readonly #latency = new LatencyHistogram();

  record(durationMs: number, outcome: string): void {
    this.#count(outcome, 1);
    if (outcome === "ok") this.#latency.record(durationMs);
  }

  merge(other: TallyCounter): void {
    for (const [outcome, count] of other.#outcomes) this.#count(outcome, count);
    this.#latency.add(other.#latency);
  }

  tally(): Tally {
    const outcomes = [...this.#outcomes].sort(([a], [b]) => (a < b ? -1 : 1));
    const requests = outcomes.reduce((sum, [, count]) => sum + count, 0);
    return {
      requests,
      failures: requests - (this.#outcomes.get("ok") ?? 0),
      outcomes: Object.fromEntries(outcomes),
      latency: this.#latency.distribution(),
    };
  }

  #count(outcome: string, by: number): void {
    this.#outcomes.set(outcome, (this.#outcomes.get(outcome) ?? 0) + by);
  }
}

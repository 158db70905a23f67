import type { Objective } from "../evidence/objective.ts";
import type { Sample } from "../evidence/sample.ts";
import { TallyCounter } from "../evidence/latency-summary.ts";
import type { Finding } from "../judge/finding.ts";
import { judgeErrors } from "../judge/errors.ts";
import { judgeLatency } from "../judge/latency.ts";

/** An objective that samples alone can show to be missed. */
export type SampledObjective = Extract<Objective, { kind: "errors" | "latency" }>;

/** Nothing is known of the generator before the load has ended; that it is to blame shows in the verdict. */
const noDoubts = { saturated: null, stalled: null, incomplete: null };

/** What the load behind a phase says of it, from the samples as they come. */
export class LivePhase {
  readonly #sinceMs: number;
  readonly #all = new TallyCounter();
  readonly #routes = new Map<string, TallyCounter>();

  /** @param sinceMs when the phase began, milliseconds since the epoch: what was sent before is not of it */
  constructor(sinceMs: number) {
    this.#sinceMs = sinceMs;
  }

  record({ endpoint, outcome, startMs, durationMs }: Sample): void {
    if (startMs < this.#sinceMs) return;
    const route = this.#routes.get(endpoint) ?? new TallyCounter();
    this.#routes.set(endpoint, route);
    for (const counter of [this.#all, route]) counter.record(durationMs, outcome);
  }

  /** What is known of an objective so far. */
  find(objective: SampledObjective): Finding {
    const counter = objective.endpoint === "*" ? this.#all : this.#routes.get(objective.endpoint);
    const tally = (counter ?? new TallyCounter()).tally();
    return objective.kind === "latency"
      ? judgeLatency(objective, tally.latency, noDoubts)
      : judgeErrors(objective, tally, 0, noDoubts);
  }
}

import { setTimeout as sleep } from "node:timers/promises";
import type { Sample } from "../evidence/sample.ts";

/** Requests that may be under way when a load is stopped, and then have no sample: too few to turn any limit. */
const mostUnanswered = 3;

const everyMs = 100;

/** Stops a load that is needed no longer, once what it sent was answered or timed out. */
export class Stop {
  readonly #patienceMs: number;
  readonly #stop = new AbortController();
  readonly signal = this.#stop.signal;
  #answered = 0;
  #latest = -1;
  #firstMs = Infinity;
  #stoppedMs = 0;

  /** @param patienceMs how long an answer may take, milliseconds */
  constructor(patienceMs: number) {
    this.#patienceMs = patienceMs;
  }

  heard({ n, startMs }: Pick<Sample, "n" | "startMs">): void {
    this.#answered += 1;
    this.#latest = Math.max(this.#latest, n);
    this.#firstMs = Math.min(this.#firstMs, startMs);
  }

  /** Requests are numbered as they are sent: those below the latest answered one that have no sample. */
  get #unanswered(): number {
    return this.#latest + 1 - this.#answered;
  }

  async whenAnswered(): Promise<void> {
    const deadline = performance.now() + this.#patienceMs;
    while (this.#unanswered > mostUnanswered && performance.now() < deadline) await sleep(everyMs);
    this.#stoppedMs = Date.now();
    this.#stop.abort();
  }

  /** From the first request that was heard of to the stop, milliseconds. */
  get ranMs(): number {
    return Math.max(0, this.#stoppedMs - this.#firstMs);
  }
}

import { setTimeout as sleep } from "node:timers/promises";
import type { Sample } from "../evidence/sample.ts";

/** Requests that may be under way when a load is stopped, and then have no sample: too few to turn any limit. */
const mostUnanswered = 3;

/** So near to its planned end a load is left to end by itself: k6 dies of a SIGINT while it writes its summary. */
const nearMs = 1_000;

const everyMs = 100;

/** Stops a load that is needed no longer, once what it sent was answered or timed out. */
export class Stop {
  readonly #patienceMs: number;
  readonly #lengthMs: number;
  readonly #stop = new AbortController();
  readonly signal = this.#stop.signal;
  #answered = 0;
  #latest = -1;
  #firstMs = Infinity;
  #stoppedMs = 0;

  /**
   * @param patienceMs how long an answer may take, milliseconds
   * @param lengthMs how long the load sends where nothing stops it, milliseconds
   */
  constructor({ patienceMs, lengthMs }: { patienceMs: number; lengthMs: number }) {
    this.#patienceMs = patienceMs;
    this.#lengthMs = lengthMs;
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

  get #endsByItself(): boolean {
    return Date.now() > this.#firstMs + this.#lengthMs - nearMs;
  }

  async whenAnswered(): Promise<void> {
    const deadline = performance.now() + this.#patienceMs;
    while (this.#unanswered > mostUnanswered && performance.now() < deadline) await sleep(everyMs);
    if (this.#endsByItself) return;
    this.#stoppedMs = Date.now();
    this.#stop.abort();
  }

  /** From the first request that was heard of to the stop, milliseconds. */
  get ranMs(): number {
    return Math.max(0, this.#stoppedMs - this.#firstMs);
  }
}

import { bulkhead, BulkheadRejectedError, type BulkheadPolicy } from "cockatiel";
import type { ResilienceMetrics } from "./metrics.ts";
import { Refusal } from "./refusal.ts";

export interface BulkheadOptions {
  /** calls in flight */
  maxConcurrent: number;
  /** calls that may wait */
  queueSize: number;
  /** how long a call may wait, milliseconds */
  waitMs: number;
}

/** Bounds the calls in flight; a call that finds no place, or waits too long for one, is refused. */
export class Bulkhead {
  readonly #service: string;
  readonly #options: BulkheadOptions;
  readonly #metrics: ResilienceMetrics;
  readonly #policy: BulkheadPolicy;

  constructor(service: string, options: BulkheadOptions, metrics: ResilienceMetrics) {
    this.#service = service;
    this.#options = options;
    this.#metrics = metrics;
    this.#policy = bulkhead(options.maxConcurrent, options.queueSize);
    metrics.bulkheadCapacity.set({ service }, options.maxConcurrent);
    metrics.bulkheadUsage.set({ service }, 0);
  }

  /** @throws Refusal bulkhead_full */
  async run<T>(call: () => Promise<T>): Promise<T> {
    const came = performance.now();
    const waiting = new AbortController();
    const patience = setTimeout(() => waiting.abort(), this.#options.waitMs);
    const admitted = this.#policy.execute(() => {
      clearTimeout(patience);
      return this.#inPlace(call, came);
    }, waiting.signal);
    const outOfPatience = new Promise<never>((_, reject) => {
      waiting.signal.addEventListener("abort", () => reject(this.#refusal()), { once: true });
    });
    try {
      return await Promise.race([admitted, outOfPatience]);
    } catch (thrown) {
      if (thrown instanceof BulkheadRejectedError) throw this.#refusal();
      throw thrown;
    } finally {
      clearTimeout(patience);
    }
  }

  async #inPlace<T>(call: () => Promise<T>, came: number): Promise<T> {
    const service = this.#service;
    this.#metrics.bulkheadWait.observe({ service }, (performance.now() - came) / 1_000);
    this.#metrics.bulkheadUsage.inc({ service });
    try {
      return await call();
    } finally {
      this.#metrics.bulkheadUsage.dec({ service });
    }
  }

  #refusal(): Refusal {
    this.#metrics.bulkheadRejected.inc({ service: this.#service });
    return new Refusal({
      reason: "bulkhead_full",
      message: `${this.#service} has all the work that it may have at once`,
      retryAfterSeconds: 1,
      facts: { max_concurrent: this.#options.maxConcurrent },
    });
  }
}

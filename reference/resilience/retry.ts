import { DelegateBackoff, handleWhen, retry, type RetryPolicy } from "cockatiel";
import type { ResilienceMetrics } from "./metrics.ts";

export interface RetryOptions {
  /** attempts in all, the first included */
  maxAttempts: number;
  initialDelayMs: number;
  maxDelayMs: number;
  /** factor from one delay to the next */
  base: number;
  /** whether each delay is spread by half of itself either way */
  jitter: boolean;
}

/** Tries again, at growing distances, what failed because of an outage. */
export class Retry {
  readonly #service: string;
  readonly #metrics: ResilienceMetrics;
  readonly #policy: RetryPolicy;

  constructor(
    service: string,
    options: RetryOptions,
    metrics: ResilienceMetrics,
    isOutage: (thrown: unknown) => boolean,
  ) {
    this.#service = service;
    this.#metrics = metrics;
    this.#policy = retry(handleWhen(isOutage), {
      maxAttempts: options.maxAttempts - 1,
      backoff: new DelegateBackoff(({ attempt }) => delayMs(options, attempt, Math.random())),
    });
    this.#policy.onGiveUp(() => metrics.retryExhausted.inc({ service }));
  }

  /** @param signal once it is aborted, nothing is tried again */
  async run<T>(attempt: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    return this.#policy.execute(async (context) => {
      const labels = { service: this.#service, attempt: String(context.attempt + 1) };
      this.#metrics.retryAttempts.inc(labels);
      const value = await attempt();
      this.#metrics.retrySuccesses.inc(labels);
      return value;
    }, signal);
  }
}

/**
 * Milliseconds before a retry.
 * @param number 1 for the first retry
 * @param chance 0 to 1, decides the jitter
 */
export function delayMs(options: RetryOptions, number: number, chance: number): number {
  const delay = Math.min(options.maxDelayMs, options.initialDelayMs * options.base ** (number - 1));
  return options.jitter ? delay * (0.5 + chance) : delay;
}

import type { Settings } from "../../contract/settings.ts";
import { Breaker, type BreakerOptions } from "./breaker.ts";
import { Bulkhead, type BulkheadOptions } from "./bulkhead.ts";
import type { ResilienceMetrics } from "./metrics.ts";
import { Refusal } from "./refusal.ts";
import { Retry, type RetryOptions } from "./retry.ts";
import { within } from "./within.ts";

/** How calls to one dependency are guarded; what is undefined is left out. */
export interface GuardOptions {
  /** the dependency: label of its metrics */
  service: string;
  /** how a refusal names it */
  kind: "agent" | "dependency";
  bulkhead?: BulkheadOptions | undefined;
  breaker?: BreakerOptions | undefined;
  retry?: RetryOptions | undefined;
  /** bound on each attempt, milliseconds */
  attemptMs?: number | undefined;
  /** bound on all attempts of a call and the waits between them, milliseconds */
  totalMs?: number | undefined;
  /** which errors mean that the dependency is away, rather than that the call was wrong */
  isOutage: (thrown: unknown) => boolean;
}

/** Calls to one dependency: at most so many at once, none while it is down, each tried a few times. */
export class Guard {
  readonly #options: GuardOptions;
  readonly #bulkhead: Bulkhead | undefined;
  readonly #breaker: Breaker | undefined;
  readonly #retry: Retry | undefined;

  constructor(options: GuardOptions, metrics: ResilienceMetrics) {
    const { service, bulkhead, breaker, retry, isOutage } = options;
    this.#options = options;
    this.#bulkhead = bulkhead && new Bulkhead(service, bulkhead, metrics);
    this.#breaker = breaker && new Breaker(service, breaker, metrics, isOutage);
    this.#retry = retry && new Retry(service, retry, metrics, isOutage);
  }

  /**
   * @param deadline once it is aborted, nothing is tried again
   * @throws Refusal, or what the call threw where that is no outage
   */
  async run<T>(call: () => Promise<T>, deadline?: AbortSignal): Promise<T> {
    const { attemptMs, totalMs } = this.#options;
    const attempt = () => (attemptMs === undefined ? call() : within(attemptMs, call));
    const tried = (total?: AbortSignal) => {
      const over = AbortSignal.any([total, deadline].filter((signal) => signal !== undefined));
      return this.#retry ? this.#retry.run(attempt, over) : attempt();
    };
    const ended = () => (totalMs === undefined ? tried() : within(totalMs, tried));
    const broken = () => (this.#breaker ? this.#breaker.run(ended) : ended());
    try {
      return await (this.#bulkhead ? this.#bulkhead.run(broken) : broken());
    } catch (thrown) {
      if (thrown instanceof Refusal) throw this.#named(thrown);
      if (this.#options.isOutage(thrown)) throw this.#exhausted(thrown);
      throw thrown;
    }
  }

  #named({ reason, message, retryAfterSeconds, facts }: Refusal): Refusal {
    const { service, kind } = this.#options;
    return new Refusal({ reason, message, retryAfterSeconds, facts: { [kind]: service, ...facts } });
  }

  #exhausted(cause: unknown): Refusal {
    const { service, kind, retry } = this.#options;
    const attempts = retry?.maxAttempts ?? 1;
    return new Refusal({
      reason: "retries_exhausted",
      message: `${service} failed on every attempt`,
      retryAfterSeconds: (retry?.maxDelayMs ?? 0) / 1_000,
      facts: { [kind]: service, max_attempts: attempts },
      cause,
    });
  }
}

/** The policies as BIOwerk's settings ask for them. */
export function policiesFrom(settings: Settings): Pick<GuardOptions, "bulkhead" | "breaker" | "retry"> {
  return {
    bulkhead: settings.BULKHEAD_ENABLED
      ? {
          maxConcurrent: settings.BULKHEAD_MAX_CONCURRENT,
          queueSize: settings.BULKHEAD_QUEUE_SIZE,
          waitMs: settings.BULKHEAD_TIMEOUT * 1_000,
        }
      : undefined,
    breaker: settings.CIRCUIT_BREAKER_ENABLED
      ? {
          consecutive: settings.CIRCUIT_BREAKER_FAILURE_THRESHOLD,
          ratio: settings.CIRCUIT_BREAKER_FAILURE_RATE_THRESHOLD,
          windowSize: settings.CIRCUIT_BREAKER_WINDOW_SIZE,
          openMs: settings.CIRCUIT_BREAKER_TIMEOUT * 1_000,
          successes: settings.CIRCUIT_BREAKER_SUCCESS_THRESHOLD,
        }
      : undefined,
    retry: settings.RETRY_ENABLED
      ? {
          maxAttempts: settings.RETRY_MAX_ATTEMPTS,
          initialDelayMs: settings.RETRY_INITIAL_DELAY * 1_000,
          maxDelayMs: settings.RETRY_MAX_DELAY * 1_000,
          base: settings.RETRY_EXPONENTIAL_BASE,
          jitter: settings.RETRY_JITTER,
        }
      : undefined,
  };
}

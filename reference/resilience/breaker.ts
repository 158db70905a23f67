import { BrokenCircuitError, circuitBreaker, type CircuitBreakerPolicy, CircuitState, handleWhen } from "cockatiel";
import { breakerStates } from "../../contract/metrics.ts";
import { type FailureLimits, FailureWindow } from "./failure-window.ts";
import type { ResilienceMetrics } from "./metrics.ts";
import { Refusal } from "./refusal.ts";

export interface BreakerOptions extends FailureLimits {
  /** how long it stays open, milliseconds */
  openMs: number;
  /** successes that close it when it is half-open */
  successes: number;
}

const stateNames: Partial<Record<CircuitState, keyof typeof breakerStates>> = {
  [CircuitState.Closed]: "closed",
  [CircuitState.Open]: "open",
  [CircuitState.HalfOpen]: "half_open",
};

/** A circuit breaker that tells its state in metrics and refuses with the time until its next try. */
export class Breaker {
  readonly #service: string;
  readonly #options: BreakerOptions;
  readonly #metrics: ResilienceMetrics;
  readonly #policy: CircuitBreakerPolicy;
  #state: keyof typeof breakerStates = "closed";
  #openUntil = 0;
  #trials = 0;

  /** @param isOutage which errors count as failures; all others pass through uncounted */
  constructor(
    service: string,
    options: BreakerOptions,
    metrics: ResilienceMetrics,
    isOutage: (thrown: unknown) => boolean,
  ) {
    this.#service = service;
    this.#options = options;
    this.#metrics = metrics;
    this.#policy = circuitBreaker(handleWhen(isOutage), {
      halfOpenAfter: options.openMs,
      halfOpenSampling: { calls: options.successes, threshold: 0 },
      breaker: new FailureWindow(options),
    });
    this.#policy.onStateChange((state) => this.#changeTo(state));
    this.#policy.onSuccess(() => metrics.breakerSuccesses.inc({ service }));
    this.#policy.onFailure(({ handled }) => {
      if (handled) metrics.breakerFailures.inc({ service });
    });
    metrics.breakerState.set({ service }, breakerStates.closed);
  }

  /** @throws Refusal circuit_open while the dependency is left alone */
  async run<T>(call: () => Promise<T>): Promise<T> {
    const trial = this.#state !== "closed";
    // The policy lets further calls wait for the trials under way; a refusal is kinder than an unbounded wait.
    if (trial && this.#trials >= this.#options.successes) throw this.#refusal();
    if (trial) this.#trials += 1;
    try {
      return await this.#policy.execute(call);
    } catch (thrown) {
      if (thrown instanceof BrokenCircuitError) throw this.#refusal();
      throw thrown;
    } finally {
      if (trial) this.#trials -= 1;
    }
  }

  #refusal(): Refusal {
    this.#metrics.breakerRejected.inc({ service: this.#service });
    return new Refusal({
      reason: "circuit_open",
      message: `${this.#service} failed repeatedly and is left alone for now`,
      retryAfterSeconds: (this.#openUntil - Date.now()) / 1_000,
    });
  }

  #changeTo(state: CircuitState): void {
    const to = stateNames[state];
    if (to === undefined) return;
    if (to === "open") this.#openUntil = Date.now() + this.#options.openMs;
    const service = this.#service;
    this.#metrics.breakerTransitions.inc({ service, from_state: this.#state, to_state: to });
    this.#metrics.breakerState.set({ service }, breakerStates[to]);
    this.#state = to;
  }
}

import { CircuitState, type IBreaker } from "cockatiel";

/** When a circuit breaker opens. */
export interface FailureLimits {
  /** failures in a row */
  consecutive: number;
  /** share of failures in a full window, over 0 to 1 */
  ratio: number;
  /** calls in the window */
  windowSize: number;
}

/** Opens on failures in a row, or on their share in the last calls once there were enough of them. */
export class FailureWindow implements IBreaker {
  // Part of cockatiel's interface, for breakers that outlive their process; this one does not.
  state: unknown = undefined;
  readonly #limits: FailureLimits;
  #consecutive = 0;
  #window: boolean[] = [];

  constructor(limits: FailureLimits) {
    this.#limits = limits;
  }

  success(state: CircuitState): void {
    // What happened before the recovery says nothing about the time after it.
    if (state === CircuitState.HalfOpen) this.#window = [];
    this.#consecutive = 0;
    this.#remember(true);
  }

  failure(): boolean {
    this.#consecutive += 1;
    this.#remember(false);
    const { consecutive, ratio, windowSize } = this.#limits;
    if (this.#consecutive >= consecutive) return true;
    const failures = this.#window.filter((succeeded) => !succeeded).length;
    return this.#window.length === windowSize && failures / windowSize >= ratio;
  }

  #remember(succeeded: boolean): void {
    this.#window.push(succeeded);
    if (this.#window.length > this.#limits.windowSize) this.#window.shift();
  }
}

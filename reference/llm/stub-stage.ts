import { setTimeout as sleep } from "node:timers/promises";

/** How the stub behaves. */
export interface StubKnobs {
  /** how long each answer takes, milliseconds */
  latencyMs: number;
  /** share of answers that are errors, 0 to 1 */
  errorRatio: number;
  /** answers under way at once; one more is refused with 503; 0 = any number */
  maxConcurrent: number;
}

/** How an answer went. */
export type Performance = "done" | "failed" | "saturated";

/** Plays the latency, the errors and the saturation that the knobs ask for. */
export class Stage {
  readonly #knobs: StubKnobs;
  #playing = 0;

  constructor(knobs: StubKnobs) {
    this.#knobs = knobs;
  }

  async play(): Promise<Performance> {
    const { latencyMs, errorRatio, maxConcurrent } = this.#knobs;
    if (maxConcurrent > 0 && this.#playing >= maxConcurrent) return "saturated";
    this.#playing += 1;
    try {
      await sleep(latencyMs);
      return Math.random() < errorRatio ? "failed" : "done";
    } finally {
      this.#playing -= 1;
    }
  }
}

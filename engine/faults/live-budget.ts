import type { Sample } from "../evidence/sample.ts";

/** How much may go wrong while faults are in force before they are lifted early; the usual values, in one place. */
export const usualLimits = {
  /** of the requests on routes that must not be harmed, 0 to 1 */
  failedRatio: 0.75,
  /** over how long requests are counted, milliseconds */
  windowMs: 10_000,
  /** fewer requests within the window say nothing */
  minSamples: 20,
  /** of one container, since the faults came */
  restarts: 3,
} as const;

/** The error budget of a stage: how many requests on routes that must not be harmed failed lately. */
export class LiveBudget {
  readonly #routes: ReadonlySet<string>;
  readonly #sinceMs: number;
  #recent: { endMs: number; ok: boolean }[] = [];

  /**
   * @param routes those that must not be harmed; without any nothing is counted
   * @param sinceMs when the faults came, milliseconds since the epoch: what was sent before is not theirs
   */
  constructor(routes: readonly string[], sinceMs: number) {
    this.#routes = new Set(routes);
    this.#sinceMs = sinceMs;
  }

  record({ endpoint, outcome, startMs, durationMs }: Sample): void {
    if (startMs < this.#sinceMs || !this.#routes.has(endpoint)) return;
    this.#recent.push({ endMs: startMs + durationMs, ok: outcome === "ok" });
  }

  /** Why the budget is used up; undefined = it is not. @param nowMs milliseconds since the epoch */
  exceeded(nowMs: number): string | undefined {
    const { windowMs, minSamples, failedRatio } = usualLimits;
    this.#recent = this.#recent.filter(({ endMs }) => endMs > nowMs - windowMs);
    const count = this.#recent.length;
    if (nowMs - this.#sinceMs < windowMs || count < minSamples) return undefined;
    const failed = this.#recent.filter(({ ok }) => !ok).length;
    if (failed <= failedRatio * count) return undefined;
    const routes = [...this.#routes].join(", ");
    return `${failed} of the last ${count} requests failed on routes that the fault must not harm: ${routes}`;
  }
}

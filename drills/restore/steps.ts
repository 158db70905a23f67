import { DrillError, messageOf } from "../../common/errors.ts";
import type { RunbookStep } from "../../engine/recovery/runbook-steps.ts";

/** A step as it is about to be made. */
export interface PlannedStep {
  name: string;
  /** what does the same by hand, or in words what the drill does */
  command: string;
  /** what to do where it fails */
  remediation: string;
}

/** Keeps what was done to recover, when, and how it came out: the runbook and the segments of the recovery time. */
export class Steps {
  readonly done: RunbookStep[] = [];
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Keeps a step that was made elsewhere. Times are milliseconds since the epoch; it ends now where nothing is said. */
  ended(step: PlannedStep, sinceMs: number, detail = "", untilMs: number = this.#now()): void {
    this.#keep(step, { sinceMs, untilMs, result: "ok", detail });
  }

  /** Makes a step; it is kept also where it fails. @param body says in a few words what came of it */
  async make<T>(step: PlannedStep, body: (say: (detail: string) => void) => Promise<T>): Promise<T> {
    const sinceMs = this.#now();
    let detail = "";
    try {
      const value = await body((text) => (detail = text));
      this.#keep(step, { sinceMs, untilMs: this.#now(), result: "ok", detail });
      return value;
    } catch (thrown) {
      const remediation = thrown instanceof DrillError ? thrown.remedy : step.remediation;
      const ended = { sinceMs, untilMs: this.#now(), result: "failed", detail: messageOf(thrown) } as const;
      this.#keep({ ...step, remediation }, ended);
      throw thrown;
    }
  }

  #keep(
    step: PlannedStep,
    { sinceMs, untilMs, ...ended }: Pick<RunbookStep, "result" | "detail"> & { sinceMs: number; untilMs: number },
  ): void {
    const [startedAt, endedAt] = [new Date(sinceMs).toISOString(), new Date(untilMs).toISOString()];
    this.done.push({ ...step, startedAt, endedAt, ...ended });
  }
}

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

  /** Keeps a step that was made elsewhere and ends now. @param sinceMs milliseconds since the epoch */
  ended({ name, command, remediation }: PlannedStep, sinceMs: number, detail = ""): void {
    const [startedAt, endedAt] = [sinceMs, this.#now()].map((ms) => new Date(ms).toISOString()) as [string, string];
    this.done.push({ name, command, startedAt, endedAt, result: "ok", detail, remediation });
  }

  /** Makes a step; it is kept also where it fails. @param body says in a few words what came of it */
  async make<T>({ name, command, remediation }: PlannedStep, body: (say: (detail: string) => void) => Promise<T>) {
    const startedAt = new Date(this.#now()).toISOString();
    let detail = "";
    const keep = (result: RunbookStep["result"], more: string, remedy: string) => {
      const endedAt = new Date(this.#now()).toISOString();
      this.done.push({ name, command, startedAt, endedAt, result, detail: more, remediation: remedy });
    };
    try {
      const value = await body((text) => (detail = text));
      keep("ok", detail, remediation);
      return value;
    } catch (thrown) {
      keep("failed", messageOf(thrown), thrown instanceof DrillError ? thrown.remedy : remediation);
      throw thrown;
    }
  }
}

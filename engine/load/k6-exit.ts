import { constants } from "node:os";
import { DrillError } from "../../common/errors.ts";

/** How a k6 process ended, in the terms of a load. */
export type K6End = "complete" | "interrupted" | "config" | "script" | "crash";

/** k6's exit codes (1.x and 2.x) that mean something other than a crash. A failed threshold is the judge's business. */
const ends: Record<number, K6End> = {
  0: "complete",
  99: "complete", // thresholds
  110: "complete", // marked as failed
  105: "interrupted", // SIGINT, SIGTERM
  104: "config",
  107: "script", // exception outside an iteration
  108: "script", // test.abort()
  109: "script", // panic
};

/** Says how k6 ended; codes that it does not document, and signals, are crashes. */
export function endOf(exitCode: number): K6End {
  return ends[exitCode] ?? "crash";
}

/** A process's exit code as a shell reports it: 128 and the signal's number where a signal ended it. */
export function exitCodeOf(ended: { exitCode?: number | undefined; signal?: NodeJS.Signals | undefined }): number {
  if (ended.exitCode !== undefined) return ended.exitCode;
  return 128 + (ended.signal === undefined ? 0 : constants.signals[ended.signal]);
}

/** The error for a k6 that did not do its work. */
export function k6Failure(end: "config" | "script" | "crash", failed: { exitCode: number; said: string; log: string }) {
  const what = { config: "k6 refuses the load plan", script: "the k6 script failed", crash: "k6 ended early" }[end];
  return new DrillError({
    code: end === "crash" ? "load.generator" : `load.${end}`,
    kind: "environment",
    message: `${what} (exit code ${failed.exitCode}): ${failed.said}`,
    remedy:
      end === "config"
        ? "correct the load's rate, duration or virtual users and run the drill again"
        : `read ${failed.log} for what k6 said, then run the drill again`,
  });
}

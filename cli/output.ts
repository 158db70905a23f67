import { DrillError } from "../common/errors.ts";
import { exitCodes } from "./exit-codes.ts";

// Whoever reads may go away first; an environment must be taken down all the same.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);

/** The story goes to stderr, so that stdout carries results alone. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Prints a failure as a user should see it and gives the exit code for it; a defect of ours shows its stack. */
export function reportFailure(thrown: unknown): number {
  if (thrown instanceof DrillError) {
    say(`drill: ${thrown.code}: ${thrown.message}`);
    say(`  remedy: ${thrown.remedy}`);
    return thrown.kind === "usage" ? exitCodes.usage : exitCodes.error;
  }
  say(`drill: internal: ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}`);
  return exitCodes.error;
}

import { DrillError } from "../common/errors.ts";
import { exitCodes, type ExitCode } from "./exit-codes.ts";

// Whoever reads may go away first; an environment must be taken down all the same.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);

/** The result goes to stdout, which carries nothing else. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** The story goes to stderr. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Says a failure as a user should see it and gives the exit code for it; a defect of ours shows its stack. */
export function reportFailure(thrown: unknown, tell: (line: string) => void): ExitCode {
  if (thrown instanceof DrillError) {
    tell(`drill: ${thrown.code}: ${thrown.message}`);
    tell(`  remedy: ${thrown.remedy}`);
    return thrown.kind === "usage" ? exitCodes.usage : exitCodes.error;
  }
  tell(`drill: internal: ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}`);
  return exitCodes.error;
}

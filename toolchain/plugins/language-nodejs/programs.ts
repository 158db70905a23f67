import { type ChildProcess, spawn } from "node:child_process";
import type { Command } from "./command.ts";

/** How a program ended. */
export interface Ending {
  /** one line; empty when the program succeeded or has already said what is wrong */
  error: string;
  /** whether the program has told the user what is wrong */
  told: boolean;
}

/** The SDK's runner ends with this code after it has shown the program's error itself. */
const toldCode = 32;
/** How long a cancelled program may take, milliseconds. */
const grace = 5_000;

/** The programs that run at the moment; none outlives the host. */
export class Programs {
  readonly #running = new Set<ChildProcess>();

  /** Runs a program to its end; what it prints goes where the host's own output goes, to the engine. */
  run({ args, env }: Command): Promise<Ending> {
    const child = spawn(process.execPath, args, {
      env: { ...process.env, ...env },
      stdio: ["ignore", "inherit", "inherit"],
    });
    this.#running.add(child);
    return new Promise((resolve) => {
      child.once("error", (error) =>
        resolve({ error: `the program could not be started: ${error.message}`, told: false }),
      );
      child.once("exit", (code, signal) => {
        this.#running.delete(child);
        resolve(endingOf(code, signal));
      });
    });
  }

  /** Asks all programs to end, and ends those that do not. */
  cancel(): void {
    for (const child of this.#running) {
      child.kill("SIGINT");
      setTimeout(() => child.kill("SIGKILL"), grace).unref();
    }
  }

  kill(): void {
    for (const child of this.#running) child.kill("SIGKILL");
  }
}

/** What an exit code, or the signal in its place, means. */
export function endingOf(code: number | null, signal: string | null): Ending {
  if (code === 0) return { error: "", told: false };
  if (code === toldCode) return { error: "", told: true };
  const how = code === null ? `was ended by ${signal}` : `exited with non-zero exit code: ${code}`;
  return { error: `Program ${how}`, told: false };
}

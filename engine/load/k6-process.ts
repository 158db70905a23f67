import { execa } from "execa";
import { DrillError } from "../../common/errors.ts";
import type { K6Command } from "./k6-command.ts";
import { exitCodeOf } from "./k6-exit.ts";

/** How to start, feed and end one k6 process. */
export interface K6Process {
  /** path of the k6 executable */
  k6: string;
  command: K6Command;
  /** called with each line of standard output, in order; k6 is held back while it runs */
  onOutput(line: string): void;
  onError(line: string): void;
  /** ends k6: SIGINT, so that it still writes its summary, then SIGKILL */
  signal: AbortSignal;
  /** how long k6 may take to end after SIGINT, milliseconds */
  graceMs: number;
}

/**
 * Runs k6 in a process group of its own, which a terminal's Ctrl-C does not reach, and returns its exit code.
 * If this process is killed, k6 ends at its next line of output, which nobody reads.
 * Whatever is thrown by a callback ends k6 and is thrown on.
 * @throws DrillError load.start when the executable cannot be run
 */
export async function runK6(run: K6Process): Promise<number> {
  const { args, env } = run.command;
  const k6 = execa(run.k6, args, {
    env,
    extendEnv: false,
    stdin: "ignore",
    buffer: false,
    reject: false,
    detached: true,
  });
  const { pid } = k6;
  if (pid === undefined) throw notStarted(run.k6, await k6);
  const kill = () => killGroup(pid, "SIGKILL");
  const stopWatching = endGroupOnAbort(pid, run.signal, run.graceMs);
  try {
    await Promise.all([
      eachLine(k6.iterable({ from: "stdout" }), run.onOutput, kill),
      eachLine(k6.iterable({ from: "stderr" }), run.onError, kill),
    ]);
    return exitCodeOf(await k6);
  } catch (thrown) {
    await k6;
    throw thrown;
  } finally {
    stopWatching();
  }
}

async function eachLine(lines: AsyncIterable<string>, take: (line: string) => void, kill: () => void): Promise<void> {
  for await (const line of lines) {
    try {
      take(line);
    } catch (thrown) {
      // Here, because leaving the loop waits for the process to end.
      kill();
      throw thrown;
    }
  }
}

function endGroupOnAbort(pid: number, signal: AbortSignal, graceMs: number): () => void {
  let kill: NodeJS.Timeout | undefined;
  const end = () => {
    killGroup(pid, "SIGINT");
    kill = setTimeout(() => killGroup(pid, "SIGKILL"), graceMs);
  };
  signal.addEventListener("abort", end, { once: true });
  if (signal.aborted) end();
  return () => {
    signal.removeEventListener("abort", end);
    clearTimeout(kill);
  };
}

function killGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== "ESRCH") throw thrown;
  }
}

function notStarted(executable: string, failure: { originalMessage?: string | undefined }): DrillError {
  return new DrillError({
    code: "load.start",
    kind: "environment",
    message: `k6 cannot be started from ${executable}: ${failure.originalMessage}`,
    remedy: "run `drill doctor` to see which k6 is found",
  });
}

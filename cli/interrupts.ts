import { type ExitCode, exitCodes } from "./exit-codes.ts";

/** What a verb does about Ctrl-C, SIGTERM and a closed terminal. */
export interface Interrupts {
  /** aborted by the first signal: end in order, take down what was made */
  signal: AbortSignal;
  /** the exit code that the signal asks for; undefined while there was none */
  exitCode: () => ExitCode | undefined;
  /** forgets the handlers */
  release: () => void;
}

/**
 * First signal: graceful. Second: stop now, after printing what is left and what removes it.
 * @param leftovers called at the second signal; must not wait for anything
 */
export function catchInterrupts(say: (line: string) => void, leftovers: () => string[]): Interrupts {
  const controller = new AbortController();
  let code: ExitCode | undefined;
  const handle = (signal: NodeJS.Signals) => {
    const wanted = signal === "SIGINT" ? exitCodes.interrupted : exitCodes.terminated;
    if (code !== undefined) {
      say("stopped at once; left behind:");
      for (const item of leftovers()) say(`  ${item}`);
      process.exit(wanted);
    }
    code = wanted;
    say(`${signal}: ending in order; once more stops at once`);
    controller.abort(signal);
  };
  process.on("SIGINT", handle);
  process.on("SIGTERM", handle);
  process.on("SIGHUP", handle);
  return {
    signal: controller.signal,
    exitCode: () => code,
    release: () => {
      process.off("SIGINT", handle);
      process.off("SIGTERM", handle);
      process.off("SIGHUP", handle);
    },
  };
}

/**
 * Runs what an interrupt is to end in order.
 * @param leftovers as catchInterrupts takes them
 * @param body its own exit code, pass where it has none
 * @returns the exit code that the signal asks for, however the body ended; else the body's
 */
export async function interruptible(
  say: (line: string) => void,
  leftovers: () => string[],
  body: (signal: AbortSignal) => Promise<ExitCode | void>,
): Promise<ExitCode> {
  const interrupts = catchInterrupts(say, leftovers);
  try {
    const code = await body(interrupts.signal);
    return interrupts.exitCode() ?? code ?? exitCodes.pass;
  } catch (thrown) {
    const code = interrupts.exitCode();
    if (code === undefined) throw thrown;
    return code;
  } finally {
    interrupts.release();
  }
}

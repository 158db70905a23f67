import { readdirSync, readFileSync } from "node:fs";

/** The environment variable by which everything that an operation starts is known; it is inherited, groups are not. */
export const operationTag = "DRILL_OPERATION";

/** A process may start another one while we look; none is expected to do so this often. */
const rounds = 10;

/**
 * Ends every process of the operation, also those in process groups of their own, as Pulumi's plugins are. Synchronous,
 * for use while this process exits. Where there is no /proc it finds none: there, plugins see that the engine is gone.
 */
export function killTagged(tag: string): void {
  for (let round = 0; round < rounds; round++) {
    const pids = taggedProcesses(tag);
    if (pids.length === 0) return;
    for (const pid of pids) kill(pid);
  }
}

function taggedProcesses(tag: string): number[] {
  const entry = `${operationTag}=${tag}`;
  return processIds().filter((pid) => environmentOf(pid).includes(entry));
}

function processIds(): number[] {
  try {
    return readdirSync("/proc").map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}

function environmentOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
  } catch {
    // It has ended, or is another user's.
    return [];
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended.
  }
}

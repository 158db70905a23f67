import { randomUUID } from "node:crypto";
import { processStartTime } from "../docker/host.ts";

/** A name that says which process owns what bears it, and that is never used twice: "<pid>.<start time>.<uuid>". */
export async function newOwnerName(): Promise<string> {
  return `${process.pid}.${(await processStartTime(process.pid)) ?? "0"}.${randomUUID()}`;
}

const ownerAtEnd = /(?<pid>\d+)\.(?<start>\d+)\.[0-9a-f-]{36}$/;

/** The process id in a name that ends in an owner name. */
export function ownerPid(name: string): number | undefined {
  const pid = ownerAtEnd.exec(name)?.groups?.["pid"];
  return pid === undefined ? undefined : Number(pid);
}

/** Whether the process that made the name still runs; a later process with the same id is another one. */
export async function ownerLives(name: string): Promise<boolean> {
  const owner = ownerAtEnd.exec(name)?.groups;
  if (owner === undefined) return false;
  const pid = Number(owner["pid"]);
  // Without /proc (macOS) no start time was written, and the process id has to do.
  if (owner["start"] === "0") return processExists(pid);
  return (await processStartTime(pid)) === owner["start"];
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === "EPERM";
  }
}

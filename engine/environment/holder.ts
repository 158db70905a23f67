import { existsSync } from "node:fs";
import { execa } from "execa";
import * as z from "zod";
import { processStartTime } from "../../toolchain/docker/host.ts";

/** A process that works on an environment; its start time tells it from a later process with the same id. */
export const holder = z.strictObject({ pid: z.int().positive(), startTime: z.string() });

export type Holder = z.infer<typeof holder>;

/** When a process started, in any form that stays the same; "" where it is gone or nobody can say. */
export type StartTime = (pid: number) => Promise<string>;

export async function thisProcess(startTime: StartTime = startTimeHere): Promise<Holder> {
  return { pid: process.pid, startTime: await startTime(process.pid) };
}

/** Whether that very process still runs. */
export async function isAlive(one: Holder, startTime: StartTime = startTimeHere): Promise<boolean> {
  return processExists(one.pid) && (await startTime(one.pid)) === one.startTime;
}

/** Whether any process, even one that may not be signalled, has the id now. */
export function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** The start time as ps tells it, for systems without /proc. */
export async function startTimeByPs(pid: number): Promise<string> {
  const env = { LC_ALL: "C", TZ: "UTC" };
  const { stdout } = await execa("ps", ["-o", "lstart=", "-p", String(pid)], { env, reject: false });
  return stdout?.trim() ?? "";
}

const startTimeHere: StartTime = existsSync("/proc/self/stat")
  ? async (pid) => (await processStartTime(pid)) ?? ""
  : startTimeByPs;

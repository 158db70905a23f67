import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { chmod, copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { waitFor } from "../../common/wait.ts";
import { hasCapability, processStartTime } from "./host.ts";

const record = z.strictObject({ pid: z.int().positive(), startTime: z.string(), log: z.string() });

/** The daemon that this range started: its process, and where it writes its log. */
export type DaemonRecord = z.infer<typeof record>;

const wrapper = "runc-without-sys-resource.sh";

/** The daemon that this range started and that still runs. */
export async function ownDaemon(stateFolder: string): Promise<DaemonRecord | undefined> {
  try {
    const own = record.parse(JSON.parse(await readFile(recordFile(stateFolder), "utf8")));
    return (await alive(own)) ? own : undefined;
  } catch {
    return undefined;
  }
}

/** Starts a daemon that outlives this process, and records it; it does not answer yet. */
export async function startDaemon(stateFolder: string): Promise<DaemonRecord> {
  const home = join(stateFolder, "docker");
  await mkdir(home, { recursive: true });
  const log = join(home, "dockerd.log");
  const options = (await hasCapability("CAP_SYS_RESOURCE")) ? [] : await wrapperOptions(home);
  const pid = await spawnDetached("dockerd", options, log);
  const own = { pid, startTime: (await processStartTime(pid)) ?? "", log };
  await writeFile(recordFile(stateFolder), JSON.stringify(own));
  return own;
}

/** Ends the daemon and waits until it is gone. */
export async function endDaemon(stateFolder: string, own: DaemonRecord): Promise<void> {
  process.kill(own.pid, "SIGTERM");
  await waitFor({ what: "the stop of the Docker daemon", timeoutMs: 30_000, remedy: `look at ${own.log}` }, async () =>
    (await alive(own)) ? { done: false, seen: `process ${own.pid} runs` } : { done: true, value: true },
  );
  await rm(recordFile(stateFolder), { force: true });
}

// A pid alone may have been given to another process since.
async function alive(own: DaemonRecord): Promise<boolean> {
  return (await processStartTime(own.pid)) === own.startTime;
}

const recordFile = (stateFolder: string) => join(stateFolder, "docker", "daemon.json");

async function spawnDetached(command: string, args: string[], log: string): Promise<number> {
  const output = openSync(log, "a");
  try {
    const child = spawn(command, args, { detached: true, stdio: ["ignore", output, output] });
    await new Promise<void>((resolve, reject) => child.once("spawn", resolve).once("error", reject));
    child.unref();
    return child.pid ?? 0;
  } finally {
    closeSync(output);
  }
}

/** Without CAP_SYS_RESOURCE no privileged container starts; see the wrapper. */
async function wrapperOptions(home: string): Promise<string[]> {
  const path = join(home, wrapper);
  await copyFile(join(import.meta.dirname, wrapper), path);
  await chmod(path, 0o755);
  return ["--add-runtime", `drill=${path}`, "--default-runtime", "drill"];
}

import { spawn } from "node:child_process";
import { openSync } from "node:fs";
import { chmod, copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import * as z from "zod";
import { DrillError, messageOf } from "../../common/errors.ts";
import { waitFor } from "../../common/wait.ts";
import { hasCapability, isDebianLike, processStartTime } from "./host.ts";

const record = z.strictObject({ pid: z.int().positive(), startTime: z.string(), log: z.string() });
type DaemonRecord = z.infer<typeof record>;

const wrapper = "runc-without-sys-resource.sh";

/** Whether a Docker daemon answers, and if not, what the client said. */
export async function dockerAnswers(): Promise<{ ok: true; version: string } | { ok: false; why: string }> {
  try {
    const { stdout } = await execa("docker", ["info", "--format", "{{.ServerVersion}}"], { timeout: 10_000 });
    return { ok: true, version: stdout.trim() };
  } catch (thrown) {
    return { ok: false, why: messageOf(thrown) };
  }
}

/**
 * Makes sure that a Docker daemon answers: the one that is there, or on Debian and Ubuntu as root one that is installed
 * and started here, recorded so that `stopOwnDaemon` ends that one and no other.
 * @throws DrillError docker.missing where none answers and none may be started
 */
export async function ensureDocker(wish: {
  stateFolder: string;
  mayStart: boolean;
  say: (line: string) => void;
}): Promise<void> {
  const answer = await dockerAnswers();
  if (answer.ok) return;
  if (!wish.mayStart || process.getuid?.() !== 0 || !(await isDebianLike())) {
    throw new DrillError({
      code: "docker.missing",
      kind: "environment",
      message: `no Docker daemon answers: ${answer.why}`,
      remedy: wish.mayStart ? "start Docker, then check with: docker info" : "start Docker, or drop --no-start-docker",
    });
  }
  await install(wish.say);
  wish.say("no Docker daemon answered: starting one (it is stopped when no environment of ours remains)");
  await start(wish.stateFolder);
}

/** Stops the daemon if this range started it; the caller has made sure that no environment of ours remains. */
export async function stopOwnDaemon(folder: string): Promise<"stopped" | "not ours"> {
  const own = await ownDaemon(folder);
  if (own === undefined) return "not ours";
  process.kill(own.pid, "SIGTERM");
  await waitFor({ what: "the stop of the Docker daemon", timeoutMs: 30_000, remedy: `look at ${own.log}` }, async () =>
    (await alive(own)) ? { done: false, seen: `process ${own.pid} runs` } : { done: true, value: true },
  );
  await rm(recordFile(folder), { force: true });
  return "stopped";
}

/** The daemon that this range started and that still runs. */
export async function ownDaemon(folder: string): Promise<DaemonRecord | undefined> {
  try {
    const own = record.parse(JSON.parse(await readFile(recordFile(folder), "utf8")));
    return (await alive(own)) ? own : undefined;
  } catch {
    return undefined;
  }
}

// A pid alone may have been given to another process since.
async function alive(own: DaemonRecord): Promise<boolean> {
  return (await processStartTime(own.pid)) === own.startTime;
}

const recordFile = (folder: string) => join(folder, "docker", "daemon.json");

async function install(say: (line: string) => void): Promise<void> {
  const present = await execa("dockerd", ["--version"], { reject: false });
  if (!present.failed) return;
  say("installing the Debian package docker.io");
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  try {
    await execa("apt-get", ["update"], { env, timeout: 300_000 });
    // The package's own start of the daemon is not wanted: this one is started with options and recorded.
    await execa("apt-get", ["install", "-y", "--no-install-recommends", "docker.io"], {
      env: { ...env, RUNLEVEL: "1" },
      timeout: 600_000,
    });
  } catch (thrown) {
    throw new DrillError({
      code: "docker.install",
      kind: "environment",
      message: `the package docker.io could not be installed: ${messageOf(thrown)}`,
      remedy: "apt-get update && apt-get install docker.io",
      cause: thrown,
    });
  }
}

async function start(folder: string): Promise<void> {
  const home = join(folder, "docker");
  await mkdir(home, { recursive: true });
  const log = join(home, "dockerd.log");
  const output = openSync(log, "a");
  const options = (await hasCapability("CAP_SYS_RESOURCE")) ? [] : await wrapperOptions(home);
  const daemon = spawn("dockerd", options, { detached: true, stdio: ["ignore", output, output] });
  const failed = new Promise<never>((_resolve, reject) => daemon.once("error", reject));
  failed.catch(() => undefined);
  daemon.unref();
  const pid = daemon.pid;
  if (pid === undefined) return failed;
  const own: DaemonRecord = { pid, startTime: (await processStartTime(pid)) ?? "", log };
  await writeFile(recordFile(folder), JSON.stringify(own));
  await waitFor({ what: "the start of the Docker daemon", timeoutMs: 60_000, remedy: `look at ${log}` }, async () => {
    const answer = await dockerAnswers();
    return answer.ok ? { done: true, value: true } : { done: false, seen: answer.why };
  });
}

/** Without CAP_SYS_RESOURCE no privileged container starts; see the wrapper. */
async function wrapperOptions(home: string): Promise<string[]> {
  const path = join(home, wrapper);
  await copyFile(join(import.meta.dirname, wrapper), path);
  await chmod(path, 0o755);
  return ["--add-runtime", `drill=${path}`, "--default-runtime", "drill"];
}

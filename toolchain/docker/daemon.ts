import { join } from "node:path";
import { execa } from "execa";
import { DrillError, messageOf } from "../../common/errors.ts";
import { waitFor } from "../../common/wait.ts";
import { withClaim } from "../cache/claim.ts";
import { isDebianLike } from "./host.ts";
import { installDocker } from "./install.ts";
import { endDaemon, ownDaemon, startDaemon } from "./own-daemon.ts";
import { enlist, leave, otherUsers } from "./users.ts";

/** What a process wants of the Docker daemon. */
export interface DockerWish {
  stateFolder: string;
  /** whether one may be installed and started where none answers */
  mayStart: boolean;
  say: (line: string) => void;
  signal?: AbortSignal;
}

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
 * and started here. One process at a time looks, starts and stops; whoever gets a daemon of ours is recorded as its user
 * for as long as the process lives.
 * @throws DrillError docker.missing where none answers and none may be started
 */
export async function ensureDocker(wish: DockerWish): Promise<void> {
  await withClaim(claimOn(wish.stateFolder, wish), async () => {
    const answer = await dockerAnswers();
    if (!answer.ok) await start(wish, answer.why);
    if ((await ownDaemon(wish.stateFolder)) !== undefined) await enlist(wish.stateFolder);
  });
}

/**
 * Stops the daemon if this range started it and no other process uses it; the caller has made sure that no environment
 * of ours remains, and is itself done with it.
 */
export async function stopOwnDaemon(stateFolder: string): Promise<"stopped" | "in use" | "not ours"> {
  return withClaim(claimOn(stateFolder), async () => {
    await leave(stateFolder);
    const own = await ownDaemon(stateFolder);
    if (own === undefined) return "not ours";
    if ((await otherUsers(stateFolder)) > 0) return "in use";
    await endDaemon(stateFolder, own);
    return "stopped";
  });
}

function claimOn(stateFolder: string, waiting?: Pick<DockerWish, "say" | "signal">) {
  return {
    folder: join(stateFolder, "docker", "claims"),
    name: "daemon",
    onWait: (pid: number) => waiting?.say(`waiting for process ${pid}, which sees to the Docker daemon`),
    signal: waiting?.signal,
  };
}

async function start(wish: DockerWish, why: string): Promise<void> {
  if (!wish.mayStart || process.getuid?.() !== 0 || !(await isDebianLike())) {
    throw new DrillError({
      code: "docker.missing",
      kind: "environment",
      message: `no Docker daemon answers: ${why}`,
      remedy: wish.mayStart ? "start Docker, then check with: docker info" : "start Docker, or drop --no-start-docker",
    });
  }
  await installDocker(wish.say);
  wish.say("no Docker daemon answered: starting one (it is stopped when no environment of ours remains)");
  // One that was started by a process which was killed meanwhile only has to be waited for.
  const own = (await ownDaemon(wish.stateFolder)) ?? (await startDaemon(wish.stateFolder));
  const wait = { what: "the start of the Docker daemon", timeoutMs: 60_000, remedy: `look at ${own.log}` };
  await waitFor(wait, async () => {
    const answer = await dockerAnswers();
    return answer.ok ? { done: true, value: true } : { done: false, seen: answer.why };
  });
}

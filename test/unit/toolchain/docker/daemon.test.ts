import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { waitFor } from "../../../../common/wait.ts";
import { ensureDocker, stopOwnDaemon } from "../../../../toolchain/docker/daemon.ts";
import { isDebianLike, processStartTime } from "../../../../toolchain/docker/host.ts";
import { ownDaemon } from "../../../../toolchain/docker/own-daemon.ts";
import { temporaryFolder, writeProgram } from "../bench.ts";

afterEach(() => void vi.unstubAllEnvs());

describe("ensureDocker", () => {
  it("refuses with a remedy where none answers and none may be started", async () => {
    await using state = await temporaryFolder();
    vi.stubEnv("DOCKER_HOST", "tcp://127.0.0.1:1");
    const said: string[] = [];
    const wish = { stateFolder: state.path, mayStart: false, say: (line: string) => said.push(line) };
    await expect(ensureDocker(wish)).rejects.toMatchObject({
      code: "docker.missing",
      kind: "environment",
      remedy: expect.stringContaining("--no-start-docker"),
    });
    expect(said).toEqual([]);
  });
});

describe.skipIf(process.platform !== "linux")("a recorded daemon (Linux)", () => {
  it("is ours only while the very process that was started lives", async () => {
    await using state = await temporaryFolder();
    const child = spawn("sleep", ["30"]);
    const pid = child.pid ?? 0;
    const startTime = (await processStartTime(pid)) ?? "";
    const record = async (started: string) => {
      await mkdir(join(state.path, "docker"), { recursive: true });
      const file = join(state.path, "docker", "daemon.json");
      await writeFile(file, JSON.stringify({ pid, startTime: started, log: "none" }));
    };
    await record("another start");
    expect(await ownDaemon(state.path)).toBeUndefined();
    expect(await stopOwnDaemon(state.path)).toBe("not ours");
    expect(await processStartTime(pid)).toBe(startTime);

    await record(startTime);
    expect(await ownDaemon(state.path)).toMatchObject({ pid });
    expect(await stopOwnDaemon(state.path)).toBe("stopped");
    expect(child.signalCode ?? (await once(child, "exit"))[1]).toBe("SIGTERM");
    expect(await ownDaemon(state.path)).toBeUndefined();
  });
});

/** A daemon that notes its start, needs a moment until it answers, and ends in order. */
const fakeDaemon = `#!/bin/sh
[ "$1" = --version ] && exit 0
echo started >>"$FAKE/starts"
trap 'rm -f "$FAKE/answers"; exit 0' TERM
sleep 0.3
touch "$FAKE/answers"
while :; do sleep 0.05; done
`;

const fakeClient = `#!/bin/sh
[ -e "$FAKE/answers" ] && echo 20.10.24
`;

const mayStart = process.platform === "linux" && process.getuid?.() === 0 && (await isDebianLike());

describe.skipIf(!mayStart)("a daemon that several processes use (root on Debian)", () => {
  async function machine() {
    const folder = await temporaryFolder();
    await writeProgram(join(folder.path, "dockerd"), fakeDaemon);
    await writeProgram(join(folder.path, "docker"), fakeClient);
    const state = join(folder.path, "state");
    const fixture = join(import.meta.dirname, "..", "fixtures", "docker-user.ts");
    const env = { PATH: `${folder.path}:${dirname(process.execPath)}:/usr/bin:/bin`, FAKE: folder.path };
    return {
      state,
      starts: async () => (await readFile(join(folder.path, "starts"), "utf8")).split("\n").length - 1,
      user: () => userOf(spawn(process.execPath, [fixture, state], { env })),
      async [Symbol.asyncDispose]() {
        await stopOwnDaemon(state);
        await folder[Symbol.asyncDispose]();
      },
    };
  }

  /** A process that has the daemon, and gives it up when told. */
  function userOf(child: ChildProcessWithoutNullStreams) {
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (text: Buffer) => (said += text.toString()));
    const says = (line: RegExp) =>
      waitFor({ what: `a user that says ${line}`, timeoutMs: 20_000, everyMs: 20, remedy: "" }, () => {
        const found = line.exec(said)?.[0];
        return Promise.resolve(found === undefined ? { done: false, seen: said } : { done: true, value: found });
      });
    return {
      ready: () => says(/^has docker$/m),
      giveUp: async () => {
        child.stdin.end();
        return says(/^(?:stopped|in use|not ours)$/m);
      },
      kill: async () => {
        child.kill("SIGKILL");
        await once(child, "exit");
      },
    };
  }

  it("is started by one of those that come at once, and stopped by the last", async () => {
    await using on = await machine();
    const users = [on.user(), on.user(), on.user()];
    await Promise.all(users.map((user) => user.ready()));
    expect(await on.starts()).toBe(1);
    const answers: string[] = [];
    for (const user of users) answers.push(await user.giveUp());
    expect(answers).toEqual(["in use", "in use", "stopped"]);
    expect(await ownDaemon(on.state)).toBeUndefined();
    expect(await readdir(join(on.state, "docker", "users"))).toEqual([]);
    expect(await readdir(join(on.state, "docker", "claims"))).toEqual([]);
  });

  it("is not kept by a user that was killed", async () => {
    await using on = await machine();
    const [killed, other] = [on.user(), on.user()];
    await Promise.all([killed.ready(), other.ready()]);
    await killed.kill();
    expect(await other.giveUp()).toBe("stopped");
  });

  it("is started anew for whoever comes after the stop", async () => {
    await using on = await machine();
    const first = on.user();
    await first.ready();
    const stopping = first.giveUp();
    const second = on.user();
    await Promise.all([stopping, second.ready()]);
    expect(await ownDaemon(on.state)).toBeDefined();
    expect(await second.giveUp()).toBe("stopped");
  });

  it("is only waited for where the process that started it was killed before it answered", async () => {
    await using on = await machine();
    const killed = on.user();
    const wait = { what: "a recorded daemon", timeoutMs: 20_000, everyMs: 5, remedy: "" };
    await waitFor(wait, async () =>
      (await ownDaemon(on.state)) === undefined ? { done: false, seen: "none" } : { done: true, value: true },
    );
    await killed.kill();
    const second = on.user();
    await second.ready();
    expect(await on.starts()).toBe(1);
    expect(await second.giveUp()).toBe("stopped");
  });
});

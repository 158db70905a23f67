import { mkdtemp, rm, writeFile, mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ensureDocker, ownDaemon, stopOwnDaemon } from "../../../../toolchain/docker/daemon.ts";
import { processStartTime } from "../../../../toolchain/docker/host.ts";

let state: string;
beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), "drill-docker-"));
  await mkdir(join(state, "docker"));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(state, { recursive: true });
});

const record = (pid: number, startTime: string) =>
  writeFile(join(state, "docker", "daemon.json"), JSON.stringify({ pid, startTime, log: "none" }));

describe("ensureDocker", () => {
  it("refuses with a remedy where none answers and none may be started", async () => {
    vi.stubEnv("DOCKER_HOST", "tcp://127.0.0.1:1");
    const said: string[] = [];
    const wish = { stateFolder: state, mayStart: false, say: (line: string) => said.push(line) };
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
    const child = execa("sleep", ["30"], { reject: false });
    const startTime = (await processStartTime(child.pid ?? 0)) ?? "";
    await record(child.pid ?? 0, startTime);
    expect(await ownDaemon(state)).toMatchObject({ pid: child.pid });

    await record(child.pid ?? 0, "another start");
    expect(await ownDaemon(state)).toBeUndefined();
    expect(await stopOwnDaemon(state)).toBe("not ours");
    expect(await processStartTime(child.pid ?? 0)).toBe(startTime);

    await record(child.pid ?? 0, startTime);
    expect(await stopOwnDaemon(state)).toBe("stopped");
    expect((await child).signal).toBe("SIGTERM");
    expect(await ownDaemon(state)).toBeUndefined();
  });
});

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isContained, toolProcesses } from "../../../../engine/environment/tool-processes.ts";

describe("whether a process is a container's", () => {
  it.each([
    ["Name:\tk6\nNSpid:\t4711\nTracerPid:\t0", false],
    ["Name:\tk6\nNSpid:\t4711\t12\nTracerPid:\t0", true],
    ["", false],
  ])("%j: %s", (status, expected) => {
    expect(isContained(status)).toBe(expected);
  });
});

const { failed } = await execa("unshare", ["--pid", "--fork", "true"], { reject: false });
const missing = failed ? "no PID namespace can be made here" : "PID namespaces can be made";

describe.skipIf(failed)(`tool processes (${missing})`, () => {
  let folder: string;
  const started: ChildProcess[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "drill-tool-processes-"));
    for (const name of ["k6", "toxiproxy-server"]) await symlink("/bin/sleep", join(folder, name));
    started.push(spawn(join(folder, "k6"), ["60"]));
    started.push(spawn("unshare", ["--pid", "--fork", "--kill-child", join(folder, "toxiproxy-server"), "60"]));
  });

  afterAll(async () => {
    // What waits for a namespace heeds no other signal.
    for (const child of started) child.kill("SIGKILL");
    await rm(folder, { recursive: true });
  });

  it("are those outside of containers", async () => {
    const contained = async () => {
      const { stdout } = await execa("pgrep", ["--full", join(folder, "toxiproxy-server")], { reject: false });
      return stdout;
    };
    await expect.poll(contained).not.toBe("");
    const found = await toolProcesses();
    expect(found).toContain(`${started[0]?.pid} k6`);
    const pids = (await contained()).split("\n");
    expect(found.filter((each) => pids.includes(each.split(" ")[0] ?? ""))).toEqual([]);
  });
});

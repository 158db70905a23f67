import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { execa } from "execa";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { waitFor } from "../../../../common/wait.ts";
import { processStartTime } from "../../../../toolchain/docker/host.ts";

const program = resolve(import.meta.dirname, "../../../fixtures/environment/operating.ts");

/** Starts a plugin in a process group of its own, as Pulumi does, and waits for it. */
const pulumi = (pids: string) => `#!/bin/sh
if [ "$1" = version ]; then echo v3.248.0; exit; fi
setsid sleep 60 &
echo "$$ $!" > ${pids}.draft && mv ${pids}.draft ${pids}
wait
`;

describe.skipIf(process.platform !== "linux")("a process that stops at once (Linux)", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "drill-hard-stop-"));
    await mkdir(join(folder, "bin"));
    await writeFile(join(folder, "Pulumi.yaml"), "name: biowerk\nruntime: nodejs\n");
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("leaves neither Pulumi nor its plugins running", async () => {
    const pids = join(folder, "pids");
    const cli = join(folder, "bin", "pulumi");
    await writeFile(cli, pulumi(pids));
    await chmod(cli, 0o755);
    const stopped = execa(process.execPath, [program, folder, folder], { reject: false });
    const wait = { what: "the start of the plugin", timeoutMs: 20_000, everyMs: 50, remedy: "look at the fixture" };
    const started = await waitFor(wait, async () => ({ done: true, value: await readFile(pids, "utf8") }));
    stopped.kill("SIGTERM");
    expect((await stopped).exitCode).toBe(143);
    const gone = { what: "the end of the plugin", timeoutMs: 5_000, everyMs: 20, remedy: "look at the tags" };
    await waitFor(gone, async () => {
      const alive = await Promise.all(started.trim().split(" ").map(Number).map(processStartTime));
      return alive.every((each) => each === undefined) ? { done: true, value: null } : { done: false, seen: started };
    });
  });
});

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import { newOwnerName } from "../../../../toolchain/cache/owner.ts";
import { sweepScratchContainers, withScratchContainer } from "../../../../toolchain/docker/scratch-container.ts";
import { temporaryFolder, writeProgram } from "../bench.ts";

afterEach(() => void vi.unstubAllEnvs());

/** A client that notes what it is asked, and lists the containers that the file names. */
const fakeClient = `#!/bin/sh
echo "$*" >>"$FAKE/asked"
[ "$1" = ps ] && cat "$FAKE/containers"
exit 0
`;

async function docker(containers: string[]) {
  const folder = await temporaryFolder();
  await writeProgram(join(folder.path, "docker"), fakeClient);
  await writeFile(join(folder.path, "containers"), containers.map((name) => `${name}\n`).join(""));
  vi.stubEnv("PATH", `${folder.path}:/usr/bin:/bin`);
  vi.stubEnv("FAKE", folder.path);
  return {
    changes: async () => {
      const asked = (await readFile(join(folder.path, "asked"), "utf8")).trimEnd().split("\n");
      return asked.filter((each) => !each.startsWith("ps "));
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

const dead = "biowerk-drill-scratch.999999999.1.00000000-0000-0000-0000-000000000000";

it("sweeps what dead processes left, and touches nothing else", async () => {
  const held = `biowerk-drill-scratch.${await newOwnerName()}`;
  await using client = await docker([
    held,
    dead,
    `my-${dead}`,
    "biowerk-drill-scratch.mine",
    "drill-smoke-control-plane",
  ]);
  await sweepScratchContainers();
  expect(await client.changes()).toEqual([`rm --force --volumes ${dead}`]);
});

it("ends with the work, whether it succeeds or not", async () => {
  await using client = await docker([dead]);
  const work = async (container: string) => {
    expect(container).toMatch(new RegExp(`^biowerk-drill-scratch\\.${process.pid}\\.`));
    throw new Error("containerd did not start");
  };
  await expect(withScratchContainer(["image", "sleep", "900"], work)).rejects.toThrow("containerd did not start");
  const [swept, run, removed, ...others] = await client.changes();
  expect(swept).toBe(`rm --force --volumes ${dead}`);
  const name = /^run --detach --rm --name (\S+) image sleep 900$/.exec(run ?? "")?.[1];
  expect(removed).toBe(`rm --force --volumes ${name}`);
  expect(others).toEqual([]);
});

it("is content where no daemon answers", async () => {
  await using folder = await temporaryFolder();
  vi.stubEnv("PATH", folder.path);
  await expect(sweepScratchContainers()).resolves.toBeUndefined();
});

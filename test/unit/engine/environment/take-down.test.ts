import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { homeOf } from "../../../../engine/environment/home.ts";
import { takeInventory } from "../../../../engine/environment/inventory.ts";
import { takeDown } from "../../../../engine/environment/provision.ts";
import { listLeases } from "../../../../engine/environment/record.ts";
import { ownState, recorded, someLease } from "./leases.ts";

const { clusterName } = someLease();

/** Docker without containers, where the environment left a volume and somebody made a network. */
const docker = `#!/bin/sh
case "$*" in
  "volume ls"*) echo ${clusterName} ;;
  "network ls --format"*) echo their-network ;;
esac
`;

let removeState: () => Promise<void>;
let programs: string;
beforeEach(async () => {
  removeState = await ownState();
  programs = await mkdtemp(join(tmpdir(), "drill-docker-"));
  await writeFile(join(programs, "docker"), docker);
  await chmod(join(programs, "docker"), 0o755);
  vi.stubEnv("PATH", `${programs}:${process.env["PATH"]}`);
});
afterEach(async () => {
  await removeState();
  await rm(programs, { recursive: true });
});

it("takeDown gives what the environment left, and what bears no mark without a command, and needs no Pulumi", async () => {
  const { id } = await recorded({ pulumiRoot: programs });
  const before = { ...(await takeInventory()), volumes: [], networks: [] };
  await writeFile(homeOf(id).before, JSON.stringify(before));
  const said: string[] = [];
  const following = { say: (line: string) => said.push(line), signal: new AbortController().signal };
  expect(await takeDown(id, following)).toEqual([
    `volume ${clusterName} (docker volume rm ${clusterName})`,
    "network their-network (appeared meanwhile and bears no mark of ours: look before you remove it)",
  ]);
  expect(said).toContainEqual(expect.stringContaining(`deleting the cluster ${clusterName}`));
  expect(await listLeases()).toEqual([]);
});

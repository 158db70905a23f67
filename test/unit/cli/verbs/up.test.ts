import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { DrillError } from "../../../../common/errors.ts";
import { createHome } from "../../../../engine/environment/home.ts";
import { type EnvironmentLease, listLeases, removeHome, writeLease } from "../../../../engine/environment/record.ts";
import { requireFree } from "../../../../toolchain/acquire/disk.ts";
import { targetArchive } from "../../../../toolchain/images/target-images.ts";
import { prepareToolset } from "../../../../toolchain/toolset.ts";
import { someOutputs } from "../../../helpers/outputs.ts";
import { aToolset, drill, filesIn, ownFolder } from "../played-edges.ts";

let folder: string;
beforeEach(async () => {
  folder = await ownFolder();
});

const failure = () =>
  new DrillError({
    code: "pulumi.failed",
    kind: "environment",
    message: "pulumi up failed: kind create cluster failed: the node did not become ready",
    remedy: "drill list",
  });

describe("tools that cannot be made ready are one error, and leave no Docker daemon", () => {
  it("no Docker, and none may be started", async () => {
    vi.stubEnv("DOCKER_HOST", "tcp://127.0.0.1:1");
    const ended = await drill(["--no-start-docker", "up"], { prepareToolset });
    expect(ended.stderr).toMatch(/^drill: docker\.missing: .*\n {2}remedy: .*--no-start-docker$/);
    expect(ended).toMatchObject({ exitCode: 3, dockerDrops: 1 });
    expect(await filesIn(folder)).toEqual([]);
  });

  it("no room on the disk", async () => {
    const full = () => requireFree(folder, 1e18, "building k6").then(() => aToolset());
    const ended = await drill(["up"], { prepareToolset: full });
    expect(ended.stderr).toMatch(/^drill: disk\.full: building k6 needs .*\n {2}remedy: free some .*$/);
    expect(ended).toMatchObject({ exitCode: 3, dockerDrops: 1 });
    expect(await filesIn(folder)).toEqual([]);
  });

  it("an image that neither the local Docker nor the registry has", async () => {
    await fakeProgram("docker", "exit 1");
    const entry = () => Promise.reject(new Error("nothing is to be archived"));
    const toolset = aToolset({ targetArchive: (refs) => targetArchive(refs, entry) });
    const image = ["-c", "images=registry", "-c", "registry=localhost:1", "-c", "tag=1.4.2", "-c", "identityHeader="];
    const ended = await drill(["up", ...image], { prepareToolset: async () => toolset });
    expect(ended.stderr).toMatch(/^drill: image\.missing: neither .* has localhost:1\/biowerk-mesh:1\.4\.2, .*\n/);
    expect(ended.stderr).toMatch(/remedy: check registry and tag; .*docker pull localhost:1\/biowerk-mesh:1\.4\.2.*$/);
    expect(ended).toMatchObject({ exitCode: 2, dockerDrops: 1 });
    expect(await filesIn(folder)).toEqual(["bin/docker"]);
  });
});

describe("up", () => {
  const made: EnvironmentLease[] = [];
  const tools = { prepareToolset: async () => aToolset() };
  const recorded = async (lease: EnvironmentLease) => {
    made.push(lease);
    await createHome(lease.id);
    writeLease(lease);
  };
  const takeDown = vi.fn(async (id: string) => {
    await removeHome(id);
    return [] as string[];
  });
  beforeEach(() => {
    made.length = 0;
    takeDown.mockClear();
  });

  it("leaves an environment that is kept, with the config that it was brought up with, and tells no secret", async () => {
    const provision = async (lease: EnvironmentLease) => recorded(lease).then(() => someOutputs());
    const ended = await drill(["up", "-c", "llmLatencyMs=50"], { ...tools, provision });
    expect(ended.exitCode).toBe(0);
    expect(JSON.parse(ended.stdout)).toMatchObject({ kubeconfig: "[secret]", secrets: "[secret]" });
    const [lease] = await listLeases();
    expect(lease).toMatchObject({ stack: "smoke", status: "kept", holder: null });
    expect(lease?.config).toMatchObject({ llmLatencyMs: "50", referenceImage: "reference:1", ttl: "4h" });
    expect(ended.stderr).toContain(`drill down ${lease?.id}`);
  });

  it("of a cluster that never becomes ready is one error, and takes down what was recorded", async () => {
    const provision = (lease: EnvironmentLease) => recorded(lease).then(() => Promise.reject(failure()));
    const ended = await drill(["up"], { ...tools, provision, takeDown });
    expect(ended.stderr).toMatch(/^drill: pulumi\.failed: .* did not become ready\n {2}remedy: drill list$/);
    expect(ended).toMatchObject({ exitCode: 3, dockerDrops: 1, stdout: "" });
    expect(takeDown).toHaveBeenCalledOnce();
    expect(await listLeases()).toEqual([]);
  });

  it("that failed before anything was recorded has nothing to take down", async () => {
    const ended = await drill(["up"], { ...tools, provision: () => Promise.reject(failure()), takeDown });
    expect(ended.stderr).toMatch(/^drill: pulumi\.failed: .*\n {2}remedy: .*$/);
    expect(ended.exitCode).toBe(3);
    expect(takeDown).not.toHaveBeenCalled();
  });

  it("still tells why it failed where the teardown fails too", async () => {
    const provision = (lease: EnvironmentLease) => recorded(lease).then(() => Promise.reject(failure()));
    const broken = () => Promise.reject(new Error("Docker is away"));
    const ended = await drill(["up"], { ...tools, provision, takeDown: broken });
    const { id } = made[0]!;
    expect(ended.stderr).toContain(`left behind: environment ${id}: Docker is away (drill down ${id})`);
    expect(ended.stderr).toMatch(/^drill: pulumi\.failed: /);
    expect(ended.exitCode).toBe(3);
  });
});

async function fakeProgram(name: string, script: string): Promise<void> {
  const bin = join(folder, "bin");
  await mkdir(bin);
  await writeFile(join(bin, name), `#!/bin/sh\n${script}\n`);
  await chmod(join(bin, name), 0o755);
  vi.stubEnv("PATH", `${bin}:${process.env["PATH"]}`);
}

import { execFileSync } from "node:child_process";
import { cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { acquire } from "../../../../toolchain/acquire.ts";
import { buildParts, goBuild } from "../../../../toolchain/acquire/go-build.ts";
import { tools } from "../../../../toolchain/pins.ts";
import type { Platform } from "../../../../toolchain/platform.ts";
import type { GoBuild } from "../../../../toolchain/tool.ts";
import { contextIn, filesBelow, keptProgress, temporaryFolder, thing, writeProgram } from "../bench.ts";
import { refusingBase } from "../played-vendor.ts";

const hello: GoBuild = {
  name: "hello",
  module: join(import.meta.dirname, "..", "fixtures", "hello"),
  systems: ["linux", "darwin"],
  ldflags: "-s -w -X main.version=v1.2.3",
  steps: [{ packages: ["."], output: "bin/drill-thing" }],
  needsBytes: 1_000_000,
};

describe("buildParts", () => {
  const linux: Platform = { os: "linux", arch: "amd64" };

  it("change with the module's files, the stamp and the platform", async () => {
    await using folder = await temporaryFolder();
    const module = join(folder.path, "hello");
    await cp(hello.module, module, { recursive: true });
    const copy = { ...hello, module };
    const before = await buildParts(copy, linux);
    expect(before).toEqual(await buildParts(hello, linux));
    expect(await buildParts(copy, { ...linux, arch: "arm64" })).not.toEqual(before);
    expect(await buildParts({ ...copy, ldflags: "-s" }, linux)).not.toEqual(before);
    await writeFile(join(module, "main.go"), "package main\n");
    expect(await buildParts(copy, linux)).not.toEqual(before);
  });
});

describe("goBuild before it begins", () => {
  it.each<[string, Partial<GoBuild>]>([
    ["platform.unsupported", { systems: [] }],
    ["disk.full", { needsBytes: 1e18 }],
  ])("refuses with %s", async (code, given) => {
    await using folder = await temporaryFolder();
    const context = contextIn(folder.path, { env: { PATH: process.env["PATH"], HOME: folder.path } });
    await expect(goBuild({ ...hello, ...given }, join(folder.path, "stage"), context)).rejects.toMatchObject({
      code: code === "disk.full" && !hasGo() ? "go.missing" : code,
    });
    expect(await readdir(folder.path)).not.toContain("stage");
  });
});

/** A Go that notes how it is called. */
const notingGo = `#!/bin/sh
case $1 in
env) echo '{"GOVERSION":"go1.99.0","GOCACHE":"/tmp","GOMODCACHE":"/tmp"}' ;;
*) echo "$(basename "$PWD") CGO=$CGO_ENABLED $GOOS/$GOARCH $GOFLAGS: $*" >>"$LOG" ;;
esac
`;

describe("goBuild's commands", () => {
  it("are those of the pin, and the build cache is dropped only when asked", async () => {
    await using folder = await temporaryFolder();
    const stage = join(folder.path, "stage");
    await writeProgram(join(folder.path, "go"), notingGo);
    const env = { PATH: `${folder.path}:/usr/bin:/bin`, LOG: join(folder.path, "log"), DRILL_DROP_GO_CACHE: "1" };
    const context = contextIn(folder.path, { env, platform: { os: "linux", arch: "arm64" } });
    await mkdir(stage);
    const build = { ...tools.kubernetes.build, needsBytes: 1 } as GoBuild;
    expect(await goBuild(build, stage, context)).toBe("go1.99.0");
    const stamp = (name: string, value: string) => `-X k8s.io/component-base/version.${name}=${value}`;
    const ldflags = [
      "-s -w",
      stamp("gitVersion", "v1.36.3"),
      stamp("gitMajor", "1"),
      stamp("gitMinor", "36"),
      stamp("gitTreeState", "clean"),
    ].join(" ");
    const commands = ["apiserver", "controller-manager", "scheduler"].map((name) => `kube-${name}`);
    const packages = [...commands, "kube-proxy", "kubelet", "kubeadm", "kubectl"].map(
      (name) => `k8s.io/kubernetes/cmd/${name}`,
    );
    const where = "kubernetes CGO=0 linux/arm64 -trimpath -buildvcs=false -mod=readonly:";
    expect((await readFile(env.LOG, "utf8")).trimEnd().split("\n")).toEqual([
      `${where} build -ldflags ${ldflags} -o ${stage}/bin/ ${packages.join(" ")} ./coredns ./pause`,
      `${where} build -ldflags ${ldflags} -o ${stage}/bin/etcd go.etcd.io/etcd/server/v3`,
      `${where} clean -cache`,
    ]);
  });
});

describe.skipIf(!hasGo())("goBuild (skipped: no Go on PATH)", () => {
  it("builds what no vendor could give, stamped, and records Go's version and the digest", async () => {
    await using folder = await temporaryFolder();
    const progress = keptProgress();
    const context = contextIn(folder.path, { env: { ...process.env }, progress });
    const tool = thing(await refusingBase(), { build: hello });
    const built = await acquire(tool, context);
    expect(built).toMatchObject({ name: "drill-thing", version: "1.2.3", origin: "build" });
    expect((await execa(built.path)).stdout).toBe("hello v1.2.3");
    const { stdout } = await execa("sha256sum", [built.path]);
    expect(built.sha256).toBe(stdout.split(" ")[0]);
    const record = JSON.parse(await readFile(join(built.path, "..", "..", "tool.json"), "utf8")) as object;
    expect(record).toMatchObject({ origin: "build", from: expect.stringMatching(/^go1\./) });
    expect(progress.lines).toEqual([expect.stringContaining("no download"), "building hello"]);
    // Without Go on PATH now: what is there needs no program to be found again.
    const again = await acquire(tool, { ...context, env: { PATH: "" } });
    expect(again).toEqual({ ...built, origin: "cache" });
  });

  it("names the compiler's last line and keeps its output in a log", async () => {
    await using folder = await temporaryFolder();
    const module = join(folder.path, "hello");
    await cp(hello.module, module, { recursive: true });
    await writeFile(join(module, "main.go"), "package main\n\nfunc main() { undefinedThing() }\n");
    const context = contextIn(folder.path, { env: { ...process.env } });
    const tool = thing("http://vendor.invalid", { build: { ...hello, module } });
    delete tool.download;
    const log = join(context.cacheFolder, "logs", "build-hello.log");
    await expect(acquire(tool, context)).rejects.toMatchObject({
      code: "tool.unavailable",
      message: expect.stringContaining("undefinedThing"),
      remedy: expect.stringContaining(log),
    });
    expect(await filesBelow(context.cacheFolder)).toEqual([log]);
  });

  it("refuses what was built when it says another version than the pin", async () => {
    await using folder = await temporaryFolder();
    const context = contextIn(folder.path, { env: { ...process.env, DRILL_OFFLINE: "1" } });
    const tool = thing("http://vendor.invalid", { version: "1.2.4", build: hello });
    await expect(acquire(tool, context)).rejects.toThrow("says version 1.2.3, not 1.2.4");
  });
});

function hasGo(): boolean {
  try {
    execFileSync("go", ["version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { execa } from "execa";
import { DrillError } from "../../common/errors.ts";
import type { ToolContext } from "../context.ts";
import { type Platform, platformName } from "../platform.ts";
import type { GoBuild } from "../tool.ts";
import { requireFree } from "./disk.ts";
import { requireGo } from "./go.ts";

const flags = "-trimpath -buildvcs=false -mod=readonly";

/** Everything that decides what the build makes, save the Go version, which the entry records. */
export async function buildParts(build: GoBuild, platform: Platform): Promise<string[]> {
  const folder = moduleFolder(build);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((each) => each.isFile()).map((each) => join(each.parentPath, each.name));
  const contents = await Promise.all(
    files.sort().map(async (file) => `${relative(folder, file)}\n${await readFile(file, "utf8")}`),
  );
  return [platformName(platform), flags, build.ldflags, JSON.stringify(build.steps), ...contents];
}

/**
 * Builds into a stage folder with the Go on PATH.
 * @returns the Go version
 * @throws DrillError platform.unsupported, go.missing, go.old, disk.full, go.build
 */
export async function goBuild(build: GoBuild, stage: string, context: ToolContext): Promise<string> {
  requireSystem(build, context.platform);
  const go = await requireGo(context.env, moduleFolder(build));
  for (const folder of [go.buildCache, go.moduleCache, context.cacheFolder]) {
    await requireFree(folder, build.needsBytes, `building ${build.name}`);
  }
  await mkdir(join(stage, "bin"));
  for (const step of build.steps) {
    await runGo(build, ["build", "-ldflags", build.ldflags, "-o", join(stage, step.output), ...step.packages], context);
  }
  if (context.env["DRILL_DROP_GO_CACHE"] === "1") await runGo(build, ["clean", "-cache"], context);
  return go.version;
}

/** @throws DrillError platform.unsupported where the packages do not compile for this system */
export function requireSystem(build: GoBuild, platform: Platform): void {
  if (build.systems.includes(platform.os)) return;
  throw new DrillError({
    code: "platform.unsupported",
    kind: "environment",
    message: `${build.name} can be built on ${build.systems.join(" and ")} only, not on ${platform.os}`,
    remedy: "run on Linux, or where official downloads can be reached",
  });
}

async function runGo(build: GoBuild, args: string[], context: ToolContext): Promise<void> {
  const { os, arch } = context.platform;
  const result = await execa("go", args, {
    cwd: moduleFolder(build),
    env: {
      ...context.env,
      CGO_ENABLED: "0",
      GOFLAGS: flags,
      GOOS: os,
      GOARCH: arch,
      // The Go that was checked and is recorded, and no workspace that happens to lie above.
      GOTOOLCHAIN: "local",
      GOWORK: "off",
    },
    extendEnv: false,
    all: true,
    reject: false,
    ...(context.signal === undefined ? {} : { cancelSignal: context.signal }),
  });
  context.signal?.throwIfAborted();
  if (!result.failed) return;
  const log = join(context.cacheFolder, "logs", `build-${build.name}.log`);
  await mkdir(join(log, ".."), { recursive: true });
  await writeFile(log, `${result.command}\n${String(result.all)}\n`);
  const last = String(result.all).trim().split("\n").at(-1) ?? "";
  throw new DrillError({
    code: "go.build",
    kind: "environment",
    message: `go ${args[0]} of ${build.name} failed: ${last === "" ? result.shortMessage : last}`,
    remedy: `look at ${log}; modules come from where GOPROXY says`,
  });
}

/** Where the module lies; toolchain/go holds ours. */
export function moduleFolder(build: GoBuild): string {
  return resolve(import.meta.dirname, "..", "go", build.module);
}

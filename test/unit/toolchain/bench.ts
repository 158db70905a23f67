import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { defaultLimits } from "../../../toolchain/acquire/http.ts";
import { vendorHosts } from "../../../toolchain/acquire/vendor-hosts.ts";
import type { ToolContext } from "../../../toolchain/context.ts";
import { hostPlatform } from "../../../toolchain/platform.ts";
import { type Progress, silentProgress } from "../../../toolchain/progress.ts";
import type { Tool } from "../../../toolchain/tool.ts";

/** A folder of its own, gone after the test. */
export async function temporaryFolder(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), "drill-toolchain-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** A context on an empty cache, with the system's programs on PATH and none of the tools. */
export function contextIn(folder: string, given: Partial<ToolContext> = {}): ToolContext {
  const env = given.env ?? { PATH: "/usr/bin:/bin" };
  return {
    cacheFolder: join(folder, "cache"),
    env,
    platform: hostPlatform(),
    progress: silentProgress,
    hosts: vendorHosts([], { env, connectMs: 2_000 }),
    limits: defaultLimits,
    ...given,
  };
}

/** Progress that keeps its lines. */
export function keptProgress(): Progress & { lines: string[] } {
  const lines: string[] = [];
  return {
    lines,
    note: (line) => lines.push(line),
    step: (what, work) => {
      lines.push(what);
      return work();
    },
  };
}

/** A program that says its version, and writes to the log each time it is started. */
export function versionScript(version: string, log = "/dev/null"): string {
  return `#!/bin/sh\necho asked >>${log}\necho "thing v${version} go1.26 linux/amd64"\n`;
}

export async function writeProgram(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  await chmod(path, 0o755);
}

/** A tool "drill-thing" 1.2.3 that the vendor at the base publishes as a bare executable with a bare digest. */
export function thing(base: string, given: Partial<Tool> = {}): Tool {
  return {
    name: "drill-thing",
    version: "1.2.3",
    file: "bin/drill-thing",
    probe: { file: "bin/drill-thing", args: ["version"] },
    accepts: "~1.2.3",
    download: {
      url: () => `${base}/drill-thing`,
      checksumUrl: () => `${base}/drill-thing.sha256`,
      form: "executable",
    },
    ...given,
  };
}

/** Every file and folder below, so that nothing left behind goes unseen. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((each) => !each.isDirectory()).map((each) => join(each.parentPath, each.name));
}

import { messageOf } from "../common/errors.ts";
import { readableBytes, requireFree } from "./acquire/disk.ts";
import { askGo, requireGo, wantedGo } from "./acquire/go.ts";
import { moduleFolder, requireSystem } from "./acquire/go-build.ts";
import { onPath } from "./acquire/on-path.ts";
import { fromCache } from "./acquire/tool-entry.ts";
import type { ToolContext } from "./context.ts";
import { dockerAnswers } from "./docker/daemon.ts";
import { isDebianLike } from "./docker/host.ts";
import type { GoBuild, Tool } from "./tool.ts";

/** One thing that is wanted: there, had when it is first needed, or missing with what to do about it. */
export interface Finding {
  name: string;
  wanted: string;
  state: "ready" | "on demand" | "missing";
  /** version and place of what is there; or how it will be had; or why it cannot */
  detail: string;
  /** how it is had on demand */
  by?: "download" | "build";
  remedy?: string;
}

/** Looks for a tool where `acquire` looks, short of fetching it. */
export async function findTool(tool: Tool, context: ToolContext): Promise<Finding> {
  const { name, version: wanted } = tool;
  const found = await onPath(tool, context);
  if (found.usable) return { name, wanted, state: "ready", detail: `${found.version} on PATH: ${found.path}` };
  const notOnPath = tool.accepts === undefined ? "" : ` (PATH: ${found.why})`;
  try {
    const cached = await fromCache(tool, context);
    if (cached !== undefined) {
      return { name, wanted, state: "ready", detail: `${wanted} in the cache: ${cached.path}${notOnPath}` };
    }
  } catch (thrown) {
    return { name, wanted, state: "missing", detail: messageOf(thrown), remedy: remedyOf(thrown) };
  }
  return { name, wanted, ...(await waysToHave(tool, context, notOnPath)) };
}

async function waysToHave(
  tool: Tool,
  context: ToolContext,
  notOnPath: string,
): Promise<Pick<Finding, "state" | "detail" | "by" | "remedy">> {
  let noDownload = "none is published";
  if (tool.download !== undefined) {
    const { host } = new URL(tool.download.url(context.platform));
    const why = await context.hosts.unreachable(tool.download.url(context.platform));
    if (why === undefined) {
      return { state: "on demand", by: "download", detail: `is downloaded from ${host} when first needed${notOnPath}` };
    }
    noDownload = `${host} cannot be reached (${why})`;
  }
  const reasons = `download: ${noDownload}${notOnPath}`;
  if (tool.build === undefined) {
    return { state: "missing", detail: reasons, remedy: `put ${tool.name} ${tool.accepts ?? tool.version} on PATH` };
  }
  try {
    await canBuild(tool.build, context);
    const room = `needs ${readableBytes(tool.build.needsBytes)} free meanwhile`;
    return {
      state: "on demand",
      by: "build",
      detail: `is built from its Go module when first needed, ${room}; ${reasons}`,
    };
  } catch (thrown) {
    return { state: "missing", detail: `build: ${messageOf(thrown)}; ${reasons}`, remedy: remedyOf(thrown) };
  }
}

async function canBuild(build: GoBuild, context: ToolContext): Promise<void> {
  requireSystem(build, context.platform);
  const go = await requireGo(context.env, moduleFolder(build));
  await requireFree(go.buildCache, build.needsBytes, `building ${build.name}`);
}

/** Go, which is wanted only for what is neither there nor downloaded. */
export async function findGo(wanted: Tool[], findings: Finding[], context: ToolContext): Promise<Finding> {
  const go = await askGo(context.env);
  const folders = wanted.flatMap((tool) => (tool.build === undefined ? [] : [moduleFolder(tool.build)]));
  const versions = await Promise.all(folders.map(wantedGo));
  const version = `>=${versions.sort((a, b) => a.localeCompare(b, "en", { numeric: true })).at(-1) ?? "1.26"}`;
  const needed = findings.some((each) => each.by === "build");
  const base = { name: "go", wanted: version };
  if (go !== undefined) return { ...base, state: "ready", detail: `${go.version} on PATH` };
  const blocked = findings.some((each) => each.state === "missing");
  if (!needed && !blocked) return { ...base, state: "ready", detail: "none on PATH, and nothing has to be built" };
  return { ...base, state: "missing", detail: "none on PATH", remedy: `install Go ${version} (https://go.dev/dl)` };
}

/** The Docker daemon that clusters and image builds run in. */
export async function findDocker(): Promise<Finding> {
  const base = { name: "docker", wanted: "any daemon" };
  const answer = await dockerAnswers();
  if (answer.ok) return { ...base, state: "ready", detail: `daemon ${answer.version} answers` };
  if (process.getuid?.() === 0 && (await isDebianLike())) {
    return { ...base, state: "on demand", detail: `installed and started when first needed (${answer.why})` };
  }
  return { ...base, state: "missing", detail: answer.why, remedy: "start Docker, then check with: docker info" };
}

function remedyOf(thrown: unknown): string {
  return thrown instanceof Error && "remedy" in thrown ? String(thrown.remedy) : "run again";
}

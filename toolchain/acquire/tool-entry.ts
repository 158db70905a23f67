import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import * as z from "zod";
import { DrillError } from "../../common/errors.ts";
import { cachedEntry, findEntry } from "../cache/entry.ts";
import type { ToolContext } from "../context.ts";
import { platformName } from "../platform.ts";
import type { Acquired, Tool } from "../tool.ts";
import { download, requireReachable } from "./download.ts";
import { buildParts, goBuild } from "./go-build.ts";
import { refusal } from "./refusal.ts";
import { askVersion } from "./version.ts";

/** What lies in a tool's entry beside bin/: how it was made, and the digest of each file. */
const record = z.strictObject({
  origin: z.enum(["download", "build"]),
  /** the address, or the Go version that built */
  from: z.string(),
  made: z.string(),
  sha256: z.record(z.string(), z.string()),
});

const recordName = "tool.json";

interface Way {
  origin: "download" | "build";
  /** what progress calls it */
  step: string;
  name: string;
  parts: string[];
  /** throws where making it need not be tried */
  possible?: () => Promise<void>;
  /** fills the stage and says where it came from */
  make: (stage: string) => Promise<string>;
}

/** The tool from the cache, however it got there; a download counts before a build. */
export async function fromCache(tool: Tool, context: ToolContext): Promise<Acquired | undefined> {
  for (const way of await waysTo(tool, context)) {
    const folder = await findEntry(context, way.name, way.parts);
    if (folder !== undefined) return describe(tool, folder, "cache");
  }
  return undefined;
}

/** Downloads or builds the tool into the cache; undefined where the tool cannot be had that way at all. */
export async function make(
  tool: Tool,
  origin: "download" | "build",
  context: ToolContext,
): Promise<Acquired | undefined> {
  const way = (await waysTo(tool, context)).find((each) => each.origin === origin);
  if (way === undefined) return undefined;
  await way.possible?.();
  const folder = await cachedEntry(context, way.name, way.parts, (stage) =>
    context.progress.step(way.step, async () => {
      const from = await way.make(stage);
      await checkVersion(tool, stage, context);
      const sha256 = await digests(join(stage, "bin"));
      await writeFile(
        join(stage, recordName),
        JSON.stringify({ origin, from, made: new Date().toISOString(), sha256 }, undefined, 2),
      );
    }),
  );
  return describe(tool, folder, origin);
}

async function waysTo(tool: Tool, context: ToolContext): Promise<Way[]> {
  const ways: Way[] = [];
  if (tool.download !== undefined) {
    const wanted = tool.download;
    const url = wanted.url(context.platform);
    ways.push({
      origin: "download",
      step: `downloading ${tool.name} ${tool.version}`,
      name: `download-${tool.name}`,
      parts: [tool.version, platformName(context.platform), url, wanted.form],
      possible: () => requireReachable(url, context),
      make: (stage) => download(wanted, tool.file, stage, context).then(() => url),
    });
  }
  if (tool.build !== undefined) {
    const build = tool.build;
    ways.push({
      origin: "build",
      step: `building ${build.name}`,
      name: `build-${build.name}`,
      parts: await buildParts(build, context.platform),
      make: (stage) => goBuild(build, stage, context),
    });
  }
  return ways;
}

/** What was downloaded or built must run here and be what the pin says. */
async function checkVersion(tool: Tool, stage: string, context: ToolContext): Promise<void> {
  if (tool.probe === undefined) return;
  const version = await askVersion(join(stage, tool.probe.file), tool.probe.args, context.env);
  if (version === tool.version) return;
  throw refusal(
    "tool.version",
    `what was made for ${tool.name} says version ${version ?? "none"}, not ${tool.version}`,
  );
}

async function describe(tool: Tool, folder: string, origin: Acquired["origin"]): Promise<Acquired> {
  try {
    const { sha256 } = record.parse(JSON.parse(await readFile(join(folder, recordName), "utf8")));
    const digest = sha256[tool.file];
    const path = join(folder, tool.file);
    return {
      name: tool.name,
      version: tool.version,
      path,
      origin,
      ...(digest === undefined ? {} : { sha256: digest }),
    };
  } catch (thrown) {
    throw new DrillError({
      code: "cache.damaged",
      kind: "environment",
      message: `the cache entry ${folder} is not whole`,
      remedy: `rm -r ${folder}, then run again`,
      cause: thrown,
    });
  }
}

async function digests(bin: string): Promise<Record<string, string>> {
  const all: Record<string, string> = {};
  for (const { name } of (await readdir(bin, { withFileTypes: true })).filter((each) => each.isFile())) {
    const hash = createHash("sha256");
    await pipeline(createReadStream(join(bin, name)), hash);
    all[`bin/${name}`] = hash.digest("hex");
  }
  return all;
}

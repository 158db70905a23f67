import { freeBytes } from "./acquire/disk.ts";
import { askGo } from "./acquire/go.ts";
import type { ToolContext } from "./context.ts";
import { type Leftover, leftovers } from "./doctor-leftovers.ts";
import { type AmbientPlugin, ambientPlugins, findPlugins } from "./doctor-plugins.ts";
import { type Finding, findDocker, findGo, findTool } from "./doctor-tools.ts";
import { buildOrder } from "./pins.ts";
import { knownWorld, type World } from "./world.ts";

/** What this machine has and lacks, as data; `formatDiagnosis` writes it for people. */
export interface Diagnosis {
  /** DRILL_WORLD, or as a run found it in the last hour; undefined: nobody knows, and the tools of both are listed */
  world: World | undefined;
  /** external tools, Go and Docker */
  tools: Finding[];
  plugins: Finding[];
  /** plugins on PATH, which Pulumi takes before any other */
  ambient: AmbientPlugin[];
  disk: { folder: string; freeBytes: number }[];
  /** what earlier runs left on purpose, for the next one or because removing it is not ours to do */
  leftovers: Leftover[];
}

/**
 * Looks at this machine; builds and downloads nothing. Of the network it asks at most whether the vendors' hosts take a
 * connection, and with DRILL_OFFLINE=1 not even that.
 */
export async function diagnose(context: ToolContext): Promise<Diagnosis> {
  const go = await askGo(context.env);
  const world = await knownWorld(context.env, context.cacheFolder);
  const wanted = buildOrder(world ?? "registry-only");
  const tools = await Promise.all(wanted.map((tool) => findTool(tool, context)));
  const folders = [context.cacheFolder, ...(go === undefined ? [] : [go.buildCache, go.moduleCache])];
  const ambient = await ambientPlugins(context.env);
  return {
    world,
    tools: [...tools, await findGo(wanted, tools, context), await findDocker()],
    plugins: await findPlugins(context),
    ambient,
    disk: await Promise.all(folders.map(async (folder) => ({ folder, freeBytes: await freeBytes(folder) }))),
    leftovers: await leftovers(context, go),
  };
}

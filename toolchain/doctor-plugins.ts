import { access, readdir, readFile, stat } from "node:fs/promises";
import { delimiter, join } from "node:path";
import * as z from "zod";
import type { Finding } from "./doctor-tools.ts";
import { plugins } from "./pins.ts";

/** A provider plugin on PATH. */
export interface AmbientPlugin {
  name: string;
  path: string;
  /** "wins": Pulumi would use it in place of ours; "hidden": another of its name is found first; "unused": no stack of ours has it */
  effect: "wins" | "hidden" | "unused";
  detail: string;
  remedy?: string;
}

const prefix = "pulumi-resource-";
const origins = z.record(z.string(), z.string());

/** The plugins of the stacks, and which kind of each the last assembled Pulumi home holds. */
export async function findPlugins(cacheFolder: string): Promise<Finding[]> {
  const home = await newestHome(cacheFolder);
  return Promise.all(
    plugins.map(async (plugin): Promise<Finding> => {
      if (plugin.source === "ours") return findOurs(plugin.name);
      const base = { name: plugin.name, wanted: plugin.version };
      const kind = home?.origins[plugin.name];
      if (kind !== undefined) return { ...base, state: "ready", detail: `${kind}, in ${home?.folder}` };
      const detail = "the official one is installed when first needed, or the bundled stand-in where it cannot be had";
      return { ...base, state: "on demand", detail };
    }),
  );
}

async function findOurs(name: string): Promise<Finding> {
  const path = join(import.meta.dirname, "plugins", name, `${prefix}${name}`);
  const base = { name, wanted: "ours" };
  return access(path).then(
    () => ({ ...base, state: "ready" as const, detail: path }),
    () => ({ ...base, state: "missing" as const, detail: `no ${path}`, remedy: "restore the checkout: git status" }),
  );
}

async function newestHome(
  cacheFolder: string,
): Promise<{ folder: string; origins: Record<string, string> } | undefined> {
  const homes = join(cacheFolder, "entries", "pulumi-home");
  const keys = await readdir(homes).catch(() => []);
  const aged = await Promise.all(
    keys.map(async (key) => ({ folder: join(homes, key), at: (await stat(join(homes, key))).mtimeMs })),
  );
  const newest = aged.sort((a, b) => b.at - a.at)[0];
  if (newest === undefined) return undefined;
  const text = await readFile(join(newest.folder, "plugins.json"), "utf8");
  return { folder: newest.folder, origins: origins.parse(JSON.parse(text)) };
}

/** Provider plugins on PATH: Pulumi takes them before those of its home, whatever their version. */
export async function ambientPlugins(env: NodeJS.ProcessEnv): Promise<AmbientPlugin[]> {
  const found: AmbientPlugin[] = [];
  for (const folder of new Set((env["PATH"] ?? "").split(delimiter).filter((each) => each !== ""))) {
    for (const file of await readdir(folder).catch(() => [])) {
      if (!file.startsWith(prefix)) continue;
      const name = file.slice(prefix.length);
      const path = join(folder, file);
      found.push({ name, path, ...effectOf(name, path, found.find((each) => each.name === name)?.path) });
    }
  }
  return found;
}

function effectOf(
  name: string,
  path: string,
  first: string | undefined,
): Pick<AmbientPlugin, "effect" | "detail" | "remedy"> {
  const ours = plugins.find((plugin) => plugin.name === name);
  if (ours === undefined) return { effect: "unused", detail: "no stack of this range uses it" };
  if (ours.source === "ours") return { effect: "hidden", detail: "the one that Pulumi.yaml names by its path wins" };
  if (first !== undefined) return { effect: "hidden", detail: `${first} comes first on PATH` };
  const remedy = `take ${path} off PATH, or set PULUMI_IGNORE_AMBIENT_PLUGINS=true`;
  return { effect: "wins", detail: `Pulumi takes it in place of the pinned ${ours.version}`, remedy };
}

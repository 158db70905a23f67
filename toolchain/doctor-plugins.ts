import { access, readdir } from "node:fs/promises";
import { delimiter, join } from "node:path";
import type { ToolContext } from "./context.ts";
import type { Finding } from "./doctor-tools.ts";
import { officialPlugins, ownPlugin } from "./pins.ts";
import { failedDownload, officialPlugin, type PluginPin } from "./plugin-choice.ts";

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

/** The plugins of the stacks, and which kind of each the next environment gets. */
export async function findPlugins(context: ToolContext): Promise<Finding[]> {
  return [await findOwn(), ...(await Promise.all(officialPlugins.map((pin) => findOfficial(pin, context))))];
}

async function findOfficial(pin: PluginPin, context: ToolContext): Promise<Finding> {
  const base = { name: pin.name, wanted: pin.version };
  const folder = await officialPlugin(pin, context);
  if (folder !== undefined) return { ...base, state: "ready", detail: `official, in ${folder}` };
  const failure = await failedDownload(pin, context);
  if (failure !== undefined) return { ...base, state: "ready", detail: `hermetic stand-in: ${failure}` };
  const detail =
    "the official one is downloaded when first needed; where it cannot be had, its hermetic stand-in serves";
  return { ...base, state: "on demand", detail };
}

async function findOwn(): Promise<Finding> {
  const path = join(import.meta.dirname, "plugins", ownPlugin, `${prefix}${ownPlugin}`);
  const base = { name: ownPlugin, wanted: "ours" };
  return access(path).then(
    () => ({ ...base, state: "ready" as const, detail: path }),
    () => ({ ...base, state: "missing" as const, detail: `no ${path}`, remedy: "restore the checkout: git status" }),
  );
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
  if (name === ownPlugin) return { effect: "hidden", detail: "the one that Pulumi.yaml names by its path wins" };
  const pin = officialPlugins.find((plugin) => plugin.name === name);
  if (pin === undefined) return { effect: "unused", detail: "no stack of this range uses it" };
  if (first !== undefined) return { effect: "hidden", detail: `${first} comes first on PATH` };
  const remedy = `take ${path} off PATH, or set PULUMI_IGNORE_AMBIENT_PLUGINS=true`;
  return { effect: "wins", detail: `Pulumi takes it in place of the pinned ${pin.version}`, remedy };
}

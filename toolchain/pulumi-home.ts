import { copyFile, link, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import * as z from "zod";
import type { EntryMaker } from "./images/images.ts";
import { type ChosenPlugin, folderOf } from "./plugin-choice.ts";

const standIns = join(import.meta.dirname, "plugins");
const origins = z.record(z.string(), z.string());

/**
 * A Pulumi installation of our own: the CLI under bin/ and plugins, none of them on PATH or in the user's home. There is
 * one per CLI and choice of plugins, so that an environment keeps what it was made with.
 */
export function pulumiHome(pulumi: string, plugins: readonly ChosenPlugin[], entry: EntryMaker): Promise<string> {
  return entry("pulumi-home", [pulumi, JSON.stringify(plugins), standIns], (stage) => assemble(stage, pulumi, plugins));
}

/** Which kind of each plugin a home holds: plugin -> "official 4.34.2" or "hermetic stand-in for 4.34.2". */
export async function pluginOrigins(home: string): Promise<Record<string, string>> {
  return origins.parse(JSON.parse(await readFile(join(home, "plugins.json"), "utf8")));
}

async function assemble(stage: string, pulumi: string, plugins: readonly ChosenPlugin[]): Promise<void> {
  const bin = join(stage, "bin");
  await mkdir(bin);
  await linkOrCopy(pulumi, join(bin, "pulumi"));
  await placeLanguageHost(bin, pulumi);
  for (const plugin of plugins) await placePlugin(stage, plugin);
  const kinds = plugins.map(({ name, version, folder }) => [
    name,
    folder === undefined ? `hermetic stand-in for ${version}` : `official ${version}`,
  ]);
  await writeFile(join(stage, "plugins.json"), JSON.stringify({ kind: "ours", ...Object.fromEntries(kinds) }));
}

/** In a folder of its own: Pulumi passes over one that is a link. */
async function placePlugin(home: string, plugin: ChosenPlugin): Promise<void> {
  const place = join(home, "plugins", folderOf(plugin));
  await mkdir(place, { recursive: true });
  const { folder } = plugin;
  if (folder === undefined) {
    const program = `pulumi-resource-${plugin.name}`;
    await symlink(join(standIns, plugin.name, program), join(place, program));
  } else {
    for (const file of await readdir(folder)) await linkOrCopy(join(folder, file), join(place, file));
  }
}

/** The official language host comes beside the official CLI; a built CLI gets ours. */
async function placeLanguageHost(bin: string, pulumi: string): Promise<void> {
  const beside = dirname(pulumi);
  const official = (await readdir(beside)).filter((name) =>
    /^pulumi-(?:language|resource|analyzer)?-?nodejs/.test(name),
  );
  for (const name of official) await copyFile(join(beside, name), join(bin, name));
  if (official.includes("pulumi-language-nodejs")) return;
  await symlink(join(standIns, "language-nodejs", "pulumi-language-nodejs"), join(bin, "pulumi-language-nodejs"));
}

/** A link costs nothing; across disks it must be a copy. */
async function linkOrCopy(from: string, to: string): Promise<void> {
  await link(from, to).catch(() => copyFile(from, to));
}

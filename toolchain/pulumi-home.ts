import { chmod, copyFile, link, mkdir, readdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";

/** A Pulumi installation of our own: the CLI under bin/ and plugins, none of them on PATH or in the user's home. */
export interface PulumiHome {
  root: string;
  /** plugin -> "official 4.34.2" or "hermetic stand-in for 4.34.2" */
  plugins: Record<string, string>;
}

/** A provider plugin that the environments use. */
export interface PluginPin {
  name: string;
  version: string;
}

const standIns = join(import.meta.dirname, "plugins");

/**
 * Assembles a home with official plugins where they can be downloaded, else with the stand-ins.
 * @param stage an empty folder that becomes the home
 */
export async function assemblePulumiHome(
  stage: string,
  from: { pulumi: string; plugins: readonly PluginPin[]; official: boolean },
): Promise<void> {
  const bin = join(stage, "bin");
  await mkdir(bin, { recursive: true });
  const cli = join(bin, "pulumi");
  await link(from.pulumi, cli).catch(() => copyFile(from.pulumi, cli));
  await chmod(cli, 0o755);
  const origins: Record<string, string> = {};
  for (const plugin of from.plugins) {
    const downloaded = from.official && (await download(cli, stage, plugin));
    if (!downloaded) await placeStandIn(stage, plugin);
    origins[plugin.name] = downloaded ? `official ${plugin.version}` : `hermetic stand-in for ${plugin.version}`;
  }
  await placeLanguageHost(bin, from.pulumi);
  await writeFile(join(stage, "plugins.json"), JSON.stringify(origins));
}

async function download(cli: string, home: string, plugin: PluginPin): Promise<boolean> {
  const args = ["plugin", "install", "resource", plugin.name, plugin.version];
  const env = { PULUMI_HOME: home, PULUMI_SKIP_UPDATE_CHECK: "true" };
  const { failed } = await execa(cli, args, { env, reject: false, timeout: 300_000 });
  return !failed;
}

async function placeStandIn(home: string, plugin: PluginPin): Promise<void> {
  const folder = join(home, "plugins", `resource-${plugin.name}-v${plugin.version}`);
  await mkdir(folder, { recursive: true });
  const program = `pulumi-resource-${plugin.name}`;
  await symlink(join(standIns, plugin.name, program), join(folder, program));
}

/** The official language host comes beside the official CLI; a built CLI gets ours. */
async function placeLanguageHost(bin: string, pulumi: string): Promise<void> {
  const beside = join(pulumi, "..");
  const official = (await readdir(beside)).filter((name) =>
    /^pulumi-(?:language|resource|analyzer)?-?nodejs/.test(name),
  );
  for (const name of official) await copyFile(join(beside, name), join(bin, name));
  if (official.includes("pulumi-language-nodejs")) return;
  await symlink(join(standIns, "language-nodejs", "pulumi-language-nodejs"), join(bin, "pulumi-language-nodejs"));
}

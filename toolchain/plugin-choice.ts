import { join } from "node:path";
import { execa } from "execa";
import * as z from "zod";
import { messageOf } from "../common/errors.ts";
import { refusal } from "./acquire/refusal.ts";
import { cachedEntry, findEntry } from "./cache/entry.ts";
import { recall, remember } from "./cache/memory.ts";
import type { ToolContext } from "./context.ts";
import { platformName } from "./platform.ts";
import { askedWorld } from "./world.ts";

/** A provider plugin that the environments use. */
export interface PluginPin {
  name: string;
  version: string;
}

/** Which of the two an environment gets: the official plugin, or the stand-in. */
export interface ChosenPlugin extends PluginPin {
  /** where the official one lies; absent: the stand-in */
  folder?: string;
}

/** The hosts that the Pulumi CLI asks for an official plugin, in its order. */
const sources = ["https://api.github.com", "https://get.pulumi.com"];

/**
 * Chooses a plugin for an environment: the official one from the cache, else downloaded by the Pulumi CLI, else the
 * stand-in. Only the official one is kept. A download that failed is tried again after an hour: at once, a machine that
 * can never have it would pay for the attempt in every run.
 * @param cli path of the Pulumi CLI
 */
export async function choosePlugin(pin: PluginPin, cli: string, context: ToolContext): Promise<ChosenPlugin> {
  const { name, version } = pin;
  const standIn = { name, version };
  if (askedWorld(context.env) === "registry-only") return standIn;
  const cached = await officialPlugin(pin, context);
  if (cached !== undefined) return { ...standIn, folder: cached };
  if (context.env["DRILL_OFFLINE"] === "1" || (await failedDownload(pin, context)) !== undefined) return standIn;
  try {
    return { ...standIn, folder: await download(pin, cli, context) };
  } catch (thrown) {
    context.signal?.throwIfAborted();
    await remember(failureFile(pin, context), messageOf(thrown));
    context.progress.note(`plugin ${name} ${version}: its stand-in, for an hour at least: ${messageOf(thrown)}`);
    return standIn;
  }
}

/** The folder of the official plugin, where it is in the cache. */
export async function officialPlugin(pin: PluginPin, context: ToolContext): Promise<string | undefined> {
  const entry = await findEntry(context, ...entryOf(pin, context));
  return entry === undefined ? undefined : pluginIn(entry, pin);
}

/** Why its download failed in the last hour; undefined where it did not. */
export function failedDownload(pin: PluginPin, context: ToolContext): Promise<string | undefined> {
  return recall(failureFile(pin, context), z.string());
}

/** What Pulumi calls the folder of a plugin in its home. */
export const folderOf = ({ name, version }: PluginPin) => `resource-${name}-v${version}`;

async function download(pin: PluginPin, cli: string, context: ToolContext): Promise<string> {
  await requireSource(context);
  const step = `downloading the plugin ${pin.name} ${pin.version}`;
  const entry = await cachedEntry(context, ...entryOf(pin, context), (stage) =>
    context.progress.step(step, () => install(pin, cli, stage, context)),
  );
  return pluginIn(entry, pin);
}

/** The CLI tries each host five times; one look at both tells whether that is worth it. */
async function requireSource(context: ToolContext): Promise<void> {
  const reasons = await Promise.all(sources.map((source) => context.hosts.unreachable(source)));
  if (reasons.includes(undefined)) return;
  const hosts = sources.map((source, index) => `${new URL(source).host} (${reasons[index]})`);
  throw refusal("download.unreachable", `neither ${hosts.join(" nor ")} can be reached`);
}

async function install(pin: PluginPin, cli: string, home: string, context: ToolContext): Promise<void> {
  const result = await execa(cli, ["plugin", "install", "resource", pin.name, pin.version], {
    env: { ...context.env, PULUMI_HOME: home, PULUMI_SKIP_UPDATE_CHECK: "true" },
    extendEnv: false,
    stdin: "ignore",
    reject: false,
    timeout: 300_000,
    ...(context.signal === undefined ? {} : { cancelSignal: context.signal }),
  });
  if (!result.failed) return;
  const last = result.stderr.trim().split("\n").at(-1) ?? "";
  throw refusal("download.plugin", `pulumi plugin install ${pin.name} ${pin.version} failed: ${last}`);
}

const pluginIn = (home: string, pin: PluginPin) => join(home, "plugins", folderOf(pin));

const entryOf = (pin: PluginPin, context: ToolContext): [name: string, parts: string[]] => [
  `plugin-${pin.name}`,
  [pin.version, platformName(context.platform)],
];

const failureFile = (pin: PluginPin, context: ToolContext) =>
  join(context.cacheFolder, `no-plugin-${pin.name}-${pin.version}.json`);

import { constants } from "node:fs";
import { access, mkdir, open, readFile, realpath, rename, stat, writeFile } from "node:fs/promises";
import { basename, delimiter, join } from "node:path";
import semver from "semver";
import * as z from "zod";
import type { ToolContext } from "../context.ts";
import type { Tool } from "../tool.ts";
import { askVersion } from "./version.ts";

/** What PATH holds of a tool: one that may be used, or why not. */
export type OnPath = { usable: true; path: string; version: string } | { usable: false; why: string };

const asked = z.record(z.string(), z.strictObject({ stamp: z.string(), version: z.string() }));

/** Looks at the first executable of the tool's name on PATH, as a shell would. */
export async function onPath(tool: Tool, context: ToolContext): Promise<OnPath> {
  if (tool.accepts === undefined || tool.probe === undefined) return { usable: false, why: "never taken from PATH" };
  const command = basename(tool.probe.file);
  const path = await findOnPath(command, context.env);
  if (path === undefined) return { usable: false, why: `no ${command}` };
  const version = await versionOf(path, tool.probe.args, context);
  if (version === undefined) return { usable: false, why: `${path} says no version` };
  if (semver.satisfies(version, tool.accepts)) return { usable: true, path, version };
  return { usable: false, why: `${path} is ${version}, not ${tool.accepts}` };
}

/** The path of the first executable file of that name on PATH. */
export async function findOnPath(command: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  for (const folder of (env["PATH"] ?? "").split(delimiter)) {
    if (folder === "") continue;
    const path = join(folder, command);
    if (await isExecutable(path)) return path;
  }
  return undefined;
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

/** Asks once per file: starting four programs on every run would be felt. */
async function versionOf(path: string, args: string[], context: ToolContext): Promise<string | undefined> {
  const real = await realpath(path);
  if (await picksVersionItself(path, real)) return askVersion(path, args, context.env);
  const file = join(context.cacheFolder, "path-versions.json");
  const { size, mtimeMs, ino } = await stat(real);
  const stamp = `${real} ${size} ${mtimeMs} ${ino}`;
  const before = await read(file);
  if (before[path]?.stamp === stamp) return before[path].version;
  const version = await askVersion(path, args, context.env);
  if (version !== undefined) await write(file, { ...(await read(file)), [path]: { stamp, version } });
  return version;
}

/** A version manager's shim, a script or a link to the manager, answers for another program each time. */
async function picksVersionItself(path: string, real: string): Promise<boolean> {
  if (basename(real) !== basename(path)) return true;
  const file = await open(real);
  try {
    const { buffer } = await file.read({ buffer: Buffer.alloc(2), position: 0 });
    return buffer.toString("latin1") === "#!";
  } finally {
    await file.close();
  }
}

async function read(file: string): Promise<z.infer<typeof asked>> {
  try {
    return asked.parse(JSON.parse(await readFile(file, "utf8")));
  } catch {
    return {};
  }
}

async function write(file: string, all: z.infer<typeof asked>): Promise<void> {
  await mkdir(join(file, ".."), { recursive: true });
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, JSON.stringify(all, undefined, 2));
  await rename(draft, file);
}

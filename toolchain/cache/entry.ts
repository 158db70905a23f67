import { createHash } from "node:crypto";
import { access, mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Progress } from "../progress.ts";
import { withClaim } from "./claim.ts";
import { newOwnerName, ownerLives } from "./owner.ts";

/** The cache that entries live in; entries are folders `entries/<name>/<key>` that never change once they are there. */
export interface Cache {
  cacheFolder: string;
  progress: Progress;
  signal?: AbortSignal;
}

/** The folder of the entry, where it is there. Touches neither network nor other programs. */
export async function findEntry(cache: Cache, name: string, parts: string[]): Promise<string | undefined> {
  const folder = entryFolder(cache, name, parts);
  return (await exists(folder)) ? folder : undefined;
}

/**
 * The folder of the entry; where it is not there `build` fills a stage folder that is then renamed into place. Of several
 * processes one builds and the others wait; after a `kill -9` the next one starts anew and clears what was left.
 * @param name letters, digits and "-"
 * @param parts everything that decides the content
 */
export async function cachedEntry(
  cache: Cache,
  name: string,
  parts: string[],
  build: (stage: string) => Promise<void>,
): Promise<string> {
  const folder = entryFolder(cache, name, parts);
  if (await exists(folder)) return folder;
  const claim = {
    folder: join(cache.cacheFolder, "claims"),
    name: `${name}-${entryKey(name, parts)}`,
    onWait: (pid: number) => cache.progress.note(`waiting for process ${pid}, which makes ${name}`),
    signal: cache.signal,
  };
  return withClaim(claim, async () => {
    if (!(await exists(folder))) await fill(cache, folder, build);
    return folder;
  });
}

async function fill(cache: Cache, folder: string, build: (stage: string) => Promise<void>): Promise<void> {
  const stages = join(cache.cacheFolder, "stages");
  await mkdir(stages, { recursive: true });
  await sweep(stages);
  const stage = join(stages, await newOwnerName());
  await mkdir(stage);
  try {
    await build(stage);
    await mkdir(join(folder, ".."), { recursive: true });
    await rename(stage, folder);
  } catch (thrown) {
    await rm(stage, { recursive: true, force: true });
    // A process that cannot see ours (another container over the same cache) may have been faster with the same content.
    if (await exists(folder)) return;
    throw thrown;
  }
}

/** Removes the stage folders of processes that are gone. */
async function sweep(stages: string): Promise<void> {
  for (const name of await readdir(stages)) {
    if (!(await ownerLives(name))) await rm(join(stages, name), { recursive: true, force: true });
  }
}

function entryKey(name: string, parts: string[]): string {
  return createHash("sha256")
    .update(JSON.stringify([name, ...parts]))
    .digest("hex");
}

function entryFolder(cache: Cache, name: string, parts: string[]): string {
  return join(cache.cacheFolder, "entries", name, entryKey(name, parts));
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

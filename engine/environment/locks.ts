import { readdir, readFile, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import { processExists } from "./holder.ts";

const lock = z.object({ pid: z.int(), hostname: z.string() });

/**
 * Removes the locks that a dead Pulumi of this machine left in a backend; a lock held elsewhere or by a live process
 * is somebody's and stays.
 * @returns the removed files
 */
export async function breakDeadLocks(backend: string): Promise<string[]> {
  const folder = join(backend, ".pulumi", "locks");
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const broken: string[] = [];
  for (const entry of entries.filter((each) => each.isFile())) {
    const file = join(entry.parentPath, entry.name);
    const held = lock.safeParse(await readJson(file));
    if (!held.success || held.data.hostname !== hostname() || processExists(held.data.pid)) continue;
    await rm(file);
    broken.push(file);
  }
  return broken;
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch {
    return undefined;
  }
}

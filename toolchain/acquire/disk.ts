import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { DrillError } from "../../common/errors.ts";

/** Free bytes for this user on the disk of the folder, which need not exist yet. */
export async function freeBytes(folder: string): Promise<number> {
  try {
    const disk = await statfs(folder);
    return disk.bavail * disk.bsize;
  } catch (thrown) {
    const parent = dirname(folder);
    if ((thrown as NodeJS.ErrnoException).code !== "ENOENT" || parent === folder) throw thrown;
    return freeBytes(parent);
  }
}

/**
 * Makes sure that there is room before a long step begins.
 * @throws DrillError disk.full
 */
export async function requireFree(folder: string, bytes: number, what: string): Promise<void> {
  const free = await freeBytes(folder);
  if (free >= bytes) return;
  throw new DrillError({
    code: "disk.full",
    kind: "environment",
    message: `${what} needs ${readableBytes(bytes)} free at ${folder}; ${readableBytes(free)} are free`,
    remedy:
      "free some (go clean -cache empties Go's build cache), or set DRILL_CACHE_DIR, GOCACHE, GOMODCACHE to a larger disk",
  });
}

/** "1.5 GB" or, below one, "48 MB", for people. */
export function readableBytes(bytes: number): string {
  if (bytes < 1e9) return `${Math.round(bytes / 1e6)} MB`;
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

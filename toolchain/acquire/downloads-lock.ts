import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { type Cache } from "../cache/entry.ts";
import { withClaim } from "../cache/claim.ts";
import { refusal } from "./refusal.ts";

const recorded = z.record(z.string(), z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/), when: z.string() }));
type Recorded = z.infer<typeof recorded>;

/**
 * Records what an address served the first time, and refuses anything else from then on, whatever the vendor's checksum
 * file says by then.
 * @throws DrillError download.changed
 */
export async function holdToRecord(cache: Cache, url: string, sha256: string): Promise<void> {
  const file = join(cache.cacheFolder, "downloads.lock.json");
  const claim = {
    folder: join(cache.cacheFolder, "claims"),
    name: "downloads-lock",
    onWait: () => undefined,
    signal: cache.signal,
  };
  await withClaim(claim, async () => {
    const all = await read(file);
    const before = all[url];
    if (before?.sha256 === sha256) return;
    if (before !== undefined) {
      throw refusal(
        "download.changed",
        `${url} served ${sha256.slice(0, 12)}… where it served ${before.sha256.slice(0, 12)}… at ${before.when}`,
      );
    }
    const draft = `${file}.draft`;
    await writeFile(draft, JSON.stringify({ ...all, [url]: { sha256, when: new Date().toISOString() } }, undefined, 2));
    await rename(draft, file);
  });
}

async function read(file: string): Promise<Recorded> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw thrown;
  }
  try {
    return recorded.parse(JSON.parse(text));
  } catch (thrown) {
    throw refusal("download.lock", `${file} is not a record of downloads`, thrown);
  }
}

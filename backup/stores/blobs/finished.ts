import * as z from "zod";
import { objectEntry } from "../../format/manifest.ts";
import { isMissing } from "../../listed-objects.ts";
import type { ObjectStore } from "../../objects/object-store.ts";
import { inPool } from "../../pool.ts";

const sealedBlob = z.strictObject({
  /** of the content */
  sha256: z.string(),
  entry: objectEntry,
});
/** A blob that lies in a backup, whatever its key and attributes were. */
export type SealedBlob = z.infer<typeof sealedBlob>;

/** What an earlier try of the same backup sealed. */
export interface FinishedBlobs {
  /** what is still there, by `contentKeys.blob` of its key */
  load: (signal: AbortSignal) => Promise<ReadonlyMap<string, SealedBlob>>;
  save: (name: string, blob: SealedBlob) => Promise<void>;
  /** for when the record of the whole store is kept */
  clear: (signal: AbortSignal) => Promise<void>;
}

const requestsAtATime = 16;
const suffix = ".json";

/**
 * Keeps in a small object per blob what was sealed. They lie open and name no keys of blobs.
 * @param backup below the backup's prefix
 */
export function finishedBlobs(backup: ObjectStore): FinishedBlobs {
  const notes = backup.below("progress/");
  return {
    load: async (signal) => {
      const sizes = await sizesOf(backup, "blobs/");
      const found = new Map<string, SealedBlob>();
      await inPool(await keysOf(notes), requestsAtATime, signal, async (key) => {
        const blob = await readNote(notes, key);
        const isThere = blob !== undefined && sizes.get(blob.entry.key) === blob.entry.bytes;
        if (isThere) found.set(key.slice(0, -suffix.length), blob);
      });
      return found;
    },
    save: (name, blob) => notes.put(`${name}${suffix}`, Buffer.from(JSON.stringify(blob))),
    clear: async (signal) => inPool(await keysOf(notes), requestsAtATime, signal, (key) => notes.remove(key)),
  };
}

async function sizesOf(store: ObjectStore, prefix: string): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  for await (const { key, bytes } of store.list(prefix)) sizes.set(key, bytes);
  return sizes;
}

/** Keys of the notes, which begin with the names of their blobs: "blobs/…". */
const keysOf = async (notes: ObjectStore): Promise<string[]> => [...(await sizesOf(notes, "blobs/")).keys()];

/** @returns undefined where it cannot be read: its blob is sealed again */
async function readNote(notes: ObjectStore, key: string): Promise<SealedBlob | undefined> {
  try {
    return sealedBlob.safeParse(JSON.parse((await notes.read(key)).toString())).data;
  } catch (thrown) {
    if (thrown instanceof SyntaxError || isMissing(thrown)) return undefined;
    throw thrown;
  }
}

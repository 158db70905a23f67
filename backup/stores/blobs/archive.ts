import { text } from "node:stream/consumers";
import { MultisetDigest } from "../../format/digest.ts";
import type { ObjectEntry, StoreRecord } from "../../format/manifest.ts";
import { inPool } from "../../pool.ts";
import { entriesIn } from "../archived-objects.ts";
import type { ArchiveReader, SealedObjects } from "../store.ts";
import { hashOf } from "./content.ts";
import { addBlob, type IndexLine, parseIndex } from "./index-lines.ts";
import { blobsAtATime } from "./place.ts";

/** What a backup holds of one blob. */
export interface ArchivedBlob {
  line: IndexLine;
  entry: ObjectEntry;
}

/** The blobs of a backup, by its index. @throws DrillError backup.object-damaged */
export async function archivedBlobs(
  record: StoreRecord,
  objects: Pick<SealedObjects, "open">,
): Promise<ArchivedBlob[]> {
  const entryOf = entriesIn(record);
  // The index is the first object of the only part.
  const index = entryOf(record.parts[0]?.objects[0]);
  const lines = parseIndex(await text(await objects.open(index)), index.key);
  return lines.map((line) => ({ line, entry: entryOf(line.object) }));
}

/** Counts the blobs that the archive holds, by what they are and not by what the index says of them. */
export const readBlobArchive: ArchiveReader = async (record, objects, signal) => {
  const [part] = record.parts;
  if (part === undefined) return [];
  const digest = new MultisetDigest();
  await inPool(await archivedBlobs(record, objects), blobsAtATime, signal, async ({ line, entry }) => {
    const sha256 = await hashOf(await objects.open(entry), signal);
    addBlob(digest, { ...line, sha256 });
  });
  return [{ name: part.name, ...digest.value }];
};

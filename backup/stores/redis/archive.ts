import { addAbortSignal, type Readable } from "node:stream";
import { MultisetDigest } from "../../format/digest.ts";
import type { StoreRecord } from "../../format/manifest.ts";
import type { ArchiveReader, PartContent, SealedObjects } from "../store.ts";
import { addKey, isCompared } from "./content.ts";
import { isSoundDump } from "./crc64.ts";
import { unreadable } from "./errors.ts";
import { readRecords } from "./records.ts";

const readerOf =
  (afterMs: number | undefined): ArchiveReader =>
  async (record, objects, signal) => {
    const contents: PartContent[] = [];
    for (const part of record.parts) {
      const digest = new MultisetDigest();
      for (const key of part.objects) {
        await addArchive(digest, addAbortSignal(signal, await openObject(record, key, objects)), afterMs);
      }
      contents.push({ name: part.name, ...digest.value });
    }
    return contents;
  };

/**
 * Counts again what an archive holds, and checks that each payload is what DUMP gave.
 * @throws DrillError backup.archive-unreadable; what an object that is opened ends with
 */
export const readRedisArchive: ArchiveReader = readerOf(undefined);

/** The same for the keys that do not expire, or later than a moment. @param atMs Unix time, milliseconds */
export const readRedisArchiveAfter = (atMs: number): ArchiveReader => readerOf(atMs);

/** Opens an object that a part names. @throws DrillError backup.archive-unreadable where the record knows none */
async function openObject(
  { objects: entries }: StoreRecord,
  key: string,
  objects: Pick<SealedObjects, "open">,
): Promise<Readable> {
  const entry = entries.find((each) => each.key === key);
  if (entry === undefined) throw unreadable(`its object "${key}" is not there`);
  return objects.open(entry);
}

async function addArchive(digest: MultisetDigest, source: Readable, afterMs: number | undefined): Promise<void> {
  let number = 0;
  for await (const record of readRecords(source)) {
    number += 1;
    if (!isSoundDump(record.payload)) throw unreadable(`the value of its record ${number} is damaged`);
    if (isCompared(record, afterMs)) addKey(digest, record);
  }
}

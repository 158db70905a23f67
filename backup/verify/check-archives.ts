import type { Damage } from "../damage.ts";
import type { Manifest, ObjectEntry, StoreName, StoreRecord } from "../format/manifest.ts";
import type { ObjectStore } from "../objects/object-store.ts";
import { inPool } from "../pool.ts";
import type { ArchiveReader, SealedObjects } from "../stores/store.ts";
import { checkEach } from "./check-each.ts";
import { checkContent } from "./check-object.ts";
import { ReadObjects } from "./read-objects.ts";
import { type Recount, recount } from "./recount.ts";

export interface ArchiveCheck {
  store: ObjectStore;
  objects: Pick<SealedObjects, "open">;
  archives: Record<StoreName, ArchiveReader>;
  signal: AbortSignal;
  /** is told of each object that was read */
  heard: (entry: ObjectEntry) => void;
}

/**
 * Counts the parts of every store anew, then opens what nobody had to read for that, or could not: each object that is
 * sound is read once.
 * @param readable objects of the manifest that are there
 */
export async function checkArchives(
  manifest: Manifest,
  readable: readonly ObjectEntry[],
  { store, objects, archives, signal, heard }: ArchiveCheck,
): Promise<{ damages: Damage[]; parts: number }> {
  const read = new ReadObjects(objects, heard);
  const present = new Set(readable.map(({ key }) => key));
  // Of a store that lacks an object no reader could make sense.
  const complete = manifest.stores.filter((record) => record.objects.every(({ key }) => present.has(key)));
  const counts = new Map<StoreRecord, Recount>();
  await inPool(complete, complete.length, signal, async (record) => {
    counts.set(record, await recount(record, archives[record.store], read, signal));
  });
  const unread = readable.filter((entry) => !read.wasRead(entry));
  const damages = await checkEach(unread, signal, (entry) => checkContent(entry, store, objects, signal), heard);
  const damaged = new Set(damages.map(({ object }) => object));
  for (const record of complete) damages.push(...ofCount(record, counts.get(record), damaged));
  const parts = [...counts.values()].reduce((sum, count) => sum + count.parts, 0);
  return { damages, parts };
}

function ofCount(record: StoreRecord, count: Recount | undefined, damaged: ReadonlySet<string>): Damage[] {
  if (count === undefined || count.failed === null) return count?.damages ?? [];
  // Mostly it failed over an object that is damaged, which is told already.
  if (record.objects.some(({ key }) => damaged.has(key))) return [];
  const detail = `${record.store} cannot be read although its objects are sound: ${count.failed}`;
  return [{ code: "object-unreadable", object: record.objects[0]?.key ?? record.store, detail }];
}

import type { ObjectEntry, StoreRecord } from "../format/manifest.ts";
import { damaged } from "../seal/seal-errors.ts";

/** Finds the entry of an object that a part names. @throws DrillError backup.object-damaged where there is none */
export type EntryFinder = (key: string | undefined) => ObjectEntry;

export function entriesIn({ store, objects }: StoreRecord): EntryFinder {
  const byKey = new Map(objects.map((entry) => [entry.key, entry]));
  return (key) => {
    const entry = key === undefined ? undefined : byKey.get(key);
    if (entry === undefined) throw damaged(key ?? store, "the record of the store's objects does not have it");
    return entry;
  };
}

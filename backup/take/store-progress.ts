import * as z from "zod";
import { openKeys } from "../format/layout.ts";
import { type StoreName, type StoreRecord, storeRecord } from "../format/manifest.ts";
import { readIfThere } from "../listed-objects.ts";
import type { ListedObject, ObjectStore } from "../objects/object-store.ts";

/** Of which backup the record is, so that one is never taken for another's. */
const kept = z.strictObject({ id: z.string(), record: storeRecord });

/** Notes that a store was taken whole. Its record holds no secret. */
export async function keepRecord(store: ObjectStore, id: string, record: StoreRecord): Promise<void> {
  await store.put(openKeys.progress(record.store), Buffer.from(`${JSON.stringify({ id, record })}\n`));
}

/**
 * The record of a store that an earlier try of the same backup took whole.
 * @param listed what lies below the backup's prefix
 * @returns undefined where it is to be taken anew: there is none, or one of its objects is not what it was
 */
export async function keptRecord(
  store: ObjectStore,
  id: string,
  name: StoreName,
  listed: ReadonlyMap<string, ListedObject>,
): Promise<StoreRecord | undefined> {
  const bytes = await readIfThere(store, openKeys.progress(name));
  const found = bytes === undefined ? undefined : parsed(bytes);
  if (found?.id !== id || found.record.store !== name) return undefined;
  const isWhole = found.record.objects.every(({ key, bytes: size }) => listed.get(key)?.bytes === size);
  return isWhole ? found.record : undefined;
}

function parsed(bytes: Buffer): z.infer<typeof kept> | undefined {
  try {
    return kept.parse(JSON.parse(bytes.toString("utf8")));
  } catch {
    return undefined;
  }
}

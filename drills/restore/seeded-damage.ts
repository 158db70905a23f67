import type { Manifest, ObjectEntry } from "../../backup/format/manifest.ts";
import type { ObjectStore } from "../../backup/objects/object-store.ts";

/** What can be done to a backup on purpose, to show that its check sees it. */
export const seededDamages = ["bit-flip", "truncated", "missing"] as const;
export type SeededDamage = (typeof seededDamages)[number];

/** Damages the largest object of PostgreSQL's, or of the first store. @returns its key */
export async function damageBackup(store: ObjectStore, manifest: Manifest, damage: SeededDamage): Promise<string> {
  const { key } = largestOf(manifest);
  if (damage === "missing") await store.remove(key);
  else await store.put(key, damaged(await store.read(key), damage));
  return key;
}

function largestOf({ stores }: Manifest): ObjectEntry {
  const { objects } = stores.find(({ store }) => store === "postgres") ?? stores[0] ?? { objects: [] };
  const [largest] = [...objects].sort((a, b) => b.bytes - a.bytes);
  if (largest === undefined) throw new Error("the backup has no object to damage");
  return largest;
}

function damaged(content: Buffer, damage: "bit-flip" | "truncated"): Buffer {
  if (damage === "truncated") return content.subarray(0, -1);
  const flipped = Buffer.from(content);
  const middle = Math.floor(flipped.length / 2);
  flipped.writeUInt8(flipped.readUInt8(middle) ^ 1, middle);
  return flipped;
}

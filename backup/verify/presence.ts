import type { Damage } from "../damage.ts";
import { openKeys } from "../format/layout.ts";
import type { ObjectEntry } from "../format/manifest.ts";
import { isBeside } from "../listed-objects.ts";
import type { ListedObject } from "../objects/object-store.ts";

/** How what lies below a backup's prefix differs from what its manifest names. */
export interface Presence {
  damages: Damage[];
  /** named, there, and of the right size: worth reading */
  readable: ObjectEntry[];
}

/** Compares what a manifest names with what a listing of its prefix shows; nothing is read. */
export function presenceOf(named: readonly ObjectEntry[], listed: ReadonlyMap<string, ListedObject>): Presence {
  const entries = new Map(named.map((entry) => [entry.key, entry]));
  const damages: Damage[] = [];
  const readable: ObjectEntry[] = [];
  for (const entry of entries.values()) {
    const damage = absence(entry, listed.get(entry.key));
    if (damage === undefined) readable.push(entry);
    else damages.push(damage);
  }
  return { damages: [...damages, ...strays(entries, listed)], readable };
}

function absence({ key, bytes }: ObjectEntry, found: ListedObject | undefined): Damage | undefined {
  if (found === undefined) return { code: "object-missing", object: key, detail: "the manifest names it" };
  if (found.bytes === bytes) return undefined;
  return { code: "object-size", object: key, detail: `${found.bytes} bytes, and the manifest says ${bytes}` };
}

/** Another backup's objects, such as a newer one's: then the manifest is not that of what lies there. */
function strays(named: ReadonlyMap<string, ObjectEntry>, listed: ReadonlyMap<string, ListedObject>): Damage[] {
  const own: string[] = [openKeys.manifest, openKeys.signature];
  const keys = [...listed.keys()].filter((key) => !named.has(key) && !own.includes(key) && !isBeside(key));
  return keys.map((object) => ({ code: "object-unknown", object, detail: "the manifest does not name it" }));
}

import { messageOf } from "../../common/errors.ts";
import type { Damage } from "../damage.ts";
import type { StorePart, StoreRecord } from "../format/manifest.ts";
import type { ArchiveReader, PartContent, SealedObjects } from "../stores/store.ts";
import { throwUnlessDamage } from "./outage.ts";

/** What the archives of a store hold, counted anew. */
export interface Recount {
  /** parts that were found in them */
  parts: number;
  damages: Damage[];
  /** what ended the count early, in words; null = it came to its end */
  failed: string | null;
}

/** Reads the archives of one store and compares each part with what the manifest says of it. */
export async function recount(
  record: StoreRecord,
  read: ArchiveReader,
  objects: Pick<SealedObjects, "open">,
  signal: AbortSignal,
): Promise<Recount> {
  try {
    const found = await read(record, objects, signal);
    return { parts: found.length, damages: differences(record, found), failed: null };
  } catch (thrown) {
    throwUnlessDamage(thrown, signal);
    return { parts: 0, damages: [], failed: messageOf(thrown) };
  }
}

function differences({ store, parts }: StoreRecord, found: readonly PartContent[]): Damage[] {
  const counted = new Map(found.map((part) => [part.name, part]));
  const known = new Set(parts.map(({ name }) => name));
  const unknown = found.filter(({ name }) => !known.has(name));
  return [
    ...parts.flatMap((part) => partDamage(store, part, counted.get(part.name)) ?? []),
    ...unknown.map(({ name, count }): Damage => {
      const detail = `${name} (${count} items) is in the archive, and the manifest does not name it`;
      return { code: "part-unknown", object: `${store}: ${name}`, detail };
    }),
  ];
}

function partDamage(store: string, part: StorePart, found: PartContent | undefined): Damage | undefined {
  const { name, count, digest, objects } = part;
  const object = objects.length === 1 ? (objects[0] ?? name) : `${store}: ${name}`;
  if (found === undefined) return { code: "part-missing", object, detail: `${name} is not in the archive` };
  if (found.count !== count) {
    return { code: "part-count", object, detail: `${name} has ${found.count} items, and ${count} were taken` };
  }
  if (found.digest === digest) return undefined;
  return { code: "part-digest", object, detail: `${name} has ${count} items, and they are not those that were taken` };
}

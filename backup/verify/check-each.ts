import type { Damage } from "../damage.ts";
import type { ObjectEntry } from "../format/manifest.ts";
import { inPool } from "../pool.ts";

/** Objects that are read at a time. */
const width = 4;

/**
 * Checks objects, a few at a time.
 * @param heard is told of each that was checked
 * @returns the damages, in the order of the objects
 */
export async function checkEach(
  entries: readonly ObjectEntry[],
  signal: AbortSignal,
  check: (entry: ObjectEntry) => Promise<Damage | null>,
  heard: (entry: ObjectEntry) => void,
): Promise<Damage[]> {
  const found = new Map<string, Damage>();
  await inPool(entries, width, signal, async (entry) => {
    const damage = await check(entry);
    heard(entry);
    if (damage !== null) found.set(entry.key, damage);
  });
  return entries.flatMap(({ key }) => found.get(key) ?? []);
}

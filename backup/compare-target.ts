import { eachStore } from "./each-store.ts";
import { isSameContent } from "./format/digest.ts";
import { type Manifest, recordOf, type StoreName, type StoreRecord } from "./format/manifest.ts";
import type { PartContent, Store, StoreContents } from "./stores/store.ts";

/** How a live store differs from what was taken. */
export interface Difference {
  store: StoreName;
  /** "" = the store as a whole */
  part: string;
  kind: "missing" | "unexpected" | "count" | "digest" | "schema";
  detail: string;
}

export interface CompareOptions {
  manifest: Manifest;
  stores: readonly Store[];
  /**
   * what a store's archive holds, where that and not the manifest is to be found: of keys that expire, those which were
   * to be there at the moment of the comparison
   */
  expectedOf?: (store: StoreName) => Promise<readonly PartContent[] | undefined>;
  signal: AbortSignal;
}

/**
 * Reads all stores and compares their content with a backup's.
 * @returns the differences; none = all that was taken is there, and nothing else
 * @throws DrillError of a store that could not be read, which it names
 */
export async function compareTarget({ manifest, stores, expectedOf, signal }: CompareOptions): Promise<Difference[]> {
  const differences = await eachStore(stores, {
    done: "compared",
    signal,
    on: async (store, stopped) => {
      const found = await store.contents(stopped);
      const record = recordOf(manifest, store.name);
      if (record === undefined) return unrecorded(store.name, found);
      const expected = (await expectedOf?.(store.name)) ?? record.parts;
      return [...schemaDifference(record, found), ...partDifferences(store.name, expected, found.parts)];
    },
  });
  return differences.flat();
}

/** Of a store that was not taken nothing is to be there. */
const unrecorded = (store: StoreName, { parts }: StoreContents): Difference[] =>
  parts.filter(({ count }) => count > 0).map(({ name, count }) => unexpected(store, name, count));

function schemaDifference({ store, schemaDigest }: StoreRecord, found: StoreContents): Difference[] {
  if (schemaDigest === "" || schemaDigest === found.schemaDigest) return [];
  return [{ store, part: "", kind: "schema", detail: "its definitions are not those that were taken" }];
}

function partDifferences(
  store: StoreName,
  expected: readonly PartContent[],
  found: readonly PartContent[],
): Difference[] {
  const there = new Map(found.map((part) => [part.name, part]));
  const known = new Set(expected.map(({ name }) => name));
  return [
    ...expected.flatMap((part) => partDifference(store, part, there.get(part.name)) ?? []),
    ...found.filter(({ name }) => !known.has(name)).map(({ name, count }) => unexpected(store, name, count)),
  ];
}

function partDifference(
  store: StoreName,
  expected: PartContent,
  found: PartContent | undefined,
): Difference | undefined {
  const { name: part, count } = expected;
  if (found === undefined) return { store, part, kind: "missing", detail: `none of its ${count} items is there` };
  if (found.count !== count) {
    return { store, part, kind: "count", detail: `${found.count} items are there, and ${count} were taken` };
  }
  if (isSameContent(found, expected)) return undefined;
  return { store, part, kind: "digest", detail: `${count} items are there, and not those that were taken` };
}

const unexpected = (store: StoreName, part: string, count: number): Difference => ({
  store,
  part,
  kind: "unexpected",
  detail: `${count} items are there, and none were taken`,
});

import { type Db, MongoBulkWriteError } from "mongodb";
import { artifacts, drafts, tables } from "../../../contract/persistence.ts";
import { type DocumentsAddress, withDocuments } from "../../probes/store-connections.ts";
import { keptDocument, mixedDocument, type SeedDocument, type ValueTypes } from "./documents.ts";
import { seedPrefixes } from "./names.ts";
import type { SeedSizes } from "./sizes.ts";

const batchSize = 500;
const duplicateKey = 11_000;

/** Name of the collection whose documents hold values of every type. */
export const mixedCollection = "mixed";

/** Fills the collections. Documents whose ids are there already stay as they are. */
export async function seedDocuments(
  address: DocumentsAddress,
  sizes: SeedSizes["documents"],
  types: ValueTypes,
): Promise<void> {
  await withDocuments(address, async (db) => {
    await fill(db, drafts.collection, sizes.drafts, (n) => keptDocument(seedPrefixes.draft, n));
    await fill(db, tables.collection, sizes.tables, (n) => keptDocument(seedPrefixes.table, n));
    await fill(db, artifacts.collection, sizes.artifacts, (n) => keptDocument(seedPrefixes.artifact, n));
    await fill(db, mixedCollection, sizes.mixed, (n) => mixedDocument(n, types));
    await db.collection(drafts.collection).createIndex({ origin: 1, created_at: -1 }, { name: "by_origin" });
  });
}

async function fill(db: Db, name: string, count: number, make: (n: number) => SeedDocument): Promise<void> {
  const collection = db.collection<SeedDocument>(name);
  for (let start = 0; start < count; start += batchSize) {
    const length = Math.min(batchSize, count - start);
    const batch = Array.from({ length }, (_, index) => make(start + index));
    // Unordered: those after one that is there already are inserted too.
    await collection.insertMany(batch, { ordered: false }).catch((thrown: unknown) => {
      if (!isOnlyThere(thrown)) throw thrown;
    });
  }
}

/** Whether an insert failed for nothing but ids that are there already. */
function isOnlyThere(thrown: unknown): boolean {
  if (!(thrown instanceof MongoBulkWriteError)) return false;
  const errors = [thrown.writeErrors].flat();
  return errors.length > 0 && errors.every(({ code }) => code === duplicateKey);
}

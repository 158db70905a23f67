import type { Document, MongoClient } from "mongodb";
import { DrillError } from "../../../common/errors.ts";
import type { StoreRecord } from "../../format/manifest.ts";
import type { StoreWork } from "../store.ts";
import { type ArchivedCollection, archivedCollections } from "./archive.ts";
import { batched } from "./batches.ts";
import { listDefinitions } from "./catalog.ts";
import { type Definition, fullName, isView } from "./definition.ts";
import { insertable } from "./faithful.ts";

/**
 * Makes each collection anew and fills it; views come after what they show.
 * @param database that holds the mark
 * @throws DrillError restore.not-empty, backup.documents-bson, backup.object-damaged
 */
export async function restoreDocuments(
  client: MongoClient,
  database: string,
  record: StoreRecord,
  work: StoreWork,
): Promise<void> {
  await dropPrepared(client, database, work.signal);
  const views: Definition[] = [];
  for await (const collection of archivedCollections(record, work.objects)) {
    work.signal.throwIfAborted();
    if (isView(collection.definition)) views.push(collection.definition);
    else await restoreCollection(client, collection, work);
  }
  for (const view of views) await create(client, view);
}

/** Services prepare collections when they start: those are empty, and may have other indexes than the backup's. */
async function dropPrepared(client: MongoClient, database: string, signal: AbortSignal): Promise<void> {
  for (const definition of await listDefinitions(client, database, signal)) {
    const collection = client.db(definition.database).collection(definition.name);
    const isEmpty = isView(definition) || (await collection.findOne({}, { projection: { _id: 1 } })) === null;
    if (!isEmpty) throw notEmpty(definition);
    await collection.drop();
  }
}

async function restoreCollection(client: MongoClient, collection: ArchivedCollection, work: StoreWork): Promise<void> {
  await create(client, collection.definition);
  // While there is nothing to index, so that no call takes longer than others.
  await createIndexes(client, collection.definition);
  await insertAll(client, collection, work);
}

async function create(client: MongoClient, { database, name, options }: Definition): Promise<void> {
  await client.db(database).command({ create: name, ...options });
}

async function createIndexes(client: MongoClient, { database, name, indexes }: Definition): Promise<void> {
  const own = indexes.filter((index) => index["name"] !== "_id_" && index["clustered"] !== true).map(asCreated);
  if (own.length > 0) await client.db(database).command({ createIndexes: name, indexes: own });
}

/** Leaves to the server what it adds itself. */
const asCreated = (index: Document): Document =>
  Object.fromEntries(Object.entries(index).filter(([field]) => field !== "v" && field !== "ns"));

async function insertAll(
  client: MongoClient,
  { definition, documents }: ArchivedCollection,
  { progress, signal }: StoreWork,
): Promise<void> {
  const { database, name, options } = definition;
  const collection = client.db(database).collection(name);
  // What was written before a validator came, or past it, is content all the same.
  const past = "validator" in options ? { bypassDocumentValidation: true } : {};
  for await (const batch of batched(documents)) {
    signal.throwIfAborted();
    const insertables = batch.map((raw) => insertable(raw, fullName(definition)));
    await collection.insertMany(insertables, { ordered: true, forceServerObjectId: true, ...past });
    progress({ bytes: batch.reduce((sum, raw) => sum + raw.length, 0), items: batch.length });
  }
}

function notEmpty(definition: Definition): DrillError {
  return new DrillError({
    code: "restore.not-empty",
    kind: "usage",
    message: `the collection ${fullName(definition)} has documents that the restore would mix with its own`,
    remedy: "restore into an environment that nothing has written to",
  });
}

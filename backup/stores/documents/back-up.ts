import { Readable } from "node:stream";
import type { MongoClient } from "mongodb";
import { MultisetDigest } from "../../format/digest.ts";
import { contentKeys } from "../../format/layout.ts";
import type { ObjectEntry, StorePart, StoreRecord } from "../../format/manifest.ts";
import type { StoreWork } from "../store.ts";
import { joinDocuments } from "./bson-documents.ts";
import { listDefinitions, rawDocuments, serverVersion } from "./catalog.ts";
import { type Definition, digestOfDefinitions, fullName, isView, metadataText } from "./definition.ts";

interface Taken {
  part: StorePart;
  entries: ObjectEntry[];
}

/**
 * Takes one collection after the other in mongodump's layout. The servers in question know no point in time that all
 * reads could share: what is written meanwhile may be in or not.
 */
export async function backUpDocuments(
  client: MongoClient,
  { database, kind }: { database: string; kind: "mongodb" | "ferretdb" },
  work: StoreWork,
): Promise<StoreRecord> {
  const snapshotAt = new Date().toISOString();
  const definitions = await listDefinitions(client, database, work.signal);
  const taken: Taken[] = [];
  for (const definition of definitions) {
    work.signal.throwIfAborted();
    taken.push(await backUpCollection(client, definition, work));
  }
  return {
    store: "documents",
    server: await serverVersion(client, kind),
    snapshotAt,
    snapshotPoint: `each collection as it was read; begun at ${snapshotAt}`,
    schemaDigest: digestOfDefinitions(definitions),
    parts: taken.map(({ part }) => part),
    objects: taken.flatMap(({ entries }) => entries),
  };
}

/** The first object of the part has the metadata, the second the documents; a view has only the first. */
async function backUpCollection(
  client: MongoClient,
  definition: Definition,
  { objects, progress, signal }: StoreWork,
): Promise<Taken> {
  const { database, name } = definition;
  const digest = new MultisetDigest();
  const metadata = Readable.from([Buffer.from(metadataText(definition))]);
  const entries = [await objects.put(contentKeys.documentsMetadata(database, name), metadata)];
  if (!isView(definition)) {
    const pieces = joinDocuments(rawDocuments(client, definition, signal), digest, progress);
    const data = Readable.from(pieces, { objectMode: false });
    entries.push(await objects.put(contentKeys.documents(database, name), data));
  }
  const keys = entries.map((entry) => entry.key);
  return { part: { name: fullName(definition), ...digest.value, objects: keys }, entries };
}

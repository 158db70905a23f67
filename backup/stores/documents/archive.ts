import { text } from "node:stream/consumers";
import type { StoreRecord } from "../../format/manifest.ts";
import { entriesIn, type EntryFinder } from "../archived-objects.ts";
import type { ArchiveReader, PartContent, SealedObjects } from "../store.ts";
import { digestOf, splitDocuments } from "./bson-documents.ts";
import { type Definition, parseMetadata } from "./definition.ts";

type Opener = Pick<SealedObjects, "open">;

/** What a backup holds of one collection. */
export interface ArchivedCollection {
  part: string;
  definition: Definition;
  /** opened as soon as the first is asked for */
  documents: AsyncIterable<Buffer>;
}

/** The collections of a backup one after the other. @throws DrillError backup.object-damaged */
export async function* archivedCollections(record: StoreRecord, objects: Opener): AsyncGenerator<ArchivedCollection> {
  const entryOf = entriesIn(record);
  for (const { name, objects: keys } of record.parts) {
    const [metadata, data] = keys;
    const entry = entryOf(metadata);
    const definition = parseMetadata(await text(await objects.open(entry)), name, entry.key);
    yield { part: name, definition, documents: documentsIn(data, entryOf, objects) };
  }
}

async function* documentsIn(key: string | undefined, entryOf: EntryFinder, objects: Opener): AsyncGenerator<Buffer> {
  if (key === undefined) return;
  yield* splitDocuments(await objects.open(entryOf(key)), key);
}

/** Counts what the archives of the document store hold. */
export const readDocumentArchive: ArchiveReader = async (record, objects, signal) => {
  const contents: PartContent[] = [];
  for await (const { part, documents } of archivedCollections(record, objects)) {
    contents.push({ name: part, ...(await digestOf(documents, signal)) });
  }
  return contents;
};

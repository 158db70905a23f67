import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { MultisetDigest } from "../../../../../backup/format/digest.ts";
import { contentKeys } from "../../../../../backup/format/layout.ts";
import type { ObjectEntry, StorePart, StoreRecord } from "../../../../../backup/format/manifest.ts";
import { archivedCollections, readDocumentArchive } from "../../../../../backup/stores/documents/archive.ts";
import { joinDocuments } from "../../../../../backup/stores/documents/bson-documents.ts";
import { type Definition, metadataText } from "../../../../../backup/stores/documents/definition.ts";
import { MemoryStore } from "../../../../helpers/memory-store.ts";
import { plainObjects } from "../../../../helpers/plain-objects.ts";
import { collected, given, raw } from "./given.ts";

const { signal } = new AbortController();
const database = "biowerk";
const drafts = Array.from({ length: 2_000 }, (_, n) => raw({ _id: `d${n}`, text: "x".repeat(n % 200) }));
const damage = { code: "backup.object-damaged" };

const described = (name: string, changed: Partial<Definition> = {}): Definition => ({
  database,
  name,
  type: "collection",
  options: {},
  indexes: [],
  uuid: "",
  ...changed,
});

/** A backup of two collections and a view. */
async function archive() {
  const store = new MemoryStore();
  const objects = plainObjects(store);
  const entries: ObjectEntry[] = [];
  const put = async (key: string, content: Readable) => {
    const entry = await objects.put(key, content);
    entries.push(entry);
    return entry.key;
  };
  const part = async (definition: Definition, documents: Buffer[] | null): Promise<StorePart> => {
    const { name } = definition;
    const digest = new MultisetDigest();
    const metadata = Readable.from([Buffer.from(metadataText(definition))]);
    const keys = [await put(contentKeys.documentsMetadata(database, name), metadata)];
    if (documents !== null) {
      const pieces = joinDocuments(given(documents), digest, () => undefined);
      keys.push(await put(contentKeys.documents(database, name), Readable.from(pieces, { objectMode: false })));
    }
    return { name: `${database}.${name}`, ...digest.value, objects: keys };
  };
  const parts = [
    await part(described("drafts"), drafts),
    await part(described("tables"), []),
    await part(described("shown", { type: "view", options: { viewOn: "drafts", pipeline: [] } }), null),
  ];
  const record: StoreRecord = {
    store: "documents",
    server: "FerretDB 1.24.0",
    snapshotAt: "2026-01-02T03:04:05.678Z",
    snapshotPoint: "each collection as it was read",
    schemaDigest: "",
    parts,
    objects: entries,
  };
  return { store, objects, record };
}

describe("an archive of documents", () => {
  it("holds what was taken, part by part", async () => {
    const { objects, record } = await archive();
    const contents = await readDocumentArchive(record, objects, signal);
    expect(contents).toEqual(record.parts.map(({ name, count, digest }) => ({ name, count, digest })));
    expect(contents.map(({ count }) => count)).toEqual([drafts.length, 0, 0]);
  });

  it("gives each document back", async () => {
    const { objects, record } = await archive();
    const found = new Map<string, Buffer[]>();
    for await (const { part, documents } of archivedCollections(record, objects)) {
      found.set(part, await collected(documents));
    }
    expect(found.get("biowerk.drafts")).toEqual(drafts);
    expect(found.get("biowerk.shown")).toEqual([]);
  });

  it("opens nothing but what is asked for", async () => {
    const { store, objects, record } = await archive();
    store.calls.length = 0;
    for await (const { definition } of archivedCollections(record, objects)) expect(definition.indexes).toEqual([]);
    expect(store.calls.map(({ key }) => key).filter((key) => key.endsWith(".bson"))).toEqual([]);
  });

  it("shows where other bytes came into it", async () => {
    const { store, objects, record } = await archive();
    await store.put(contentKeys.documents(database, "drafts"), Buffer.concat(drafts.slice(1)));
    await expect(readDocumentArchive(record, objects, signal)).rejects.toMatchObject(damage);
  });

  it("shows where what was sealed makes no sense", async () => {
    const { objects, record } = await archive();
    const key = contentKeys.documents(database, "drafts");
    const cut = await objects.put(key, Readable.from([Buffer.concat(drafts).subarray(0, -1)]));
    const entries = record.objects.map((entry) => (entry.key === key ? cut : entry));
    const reading = readDocumentArchive({ ...record, objects: entries }, objects, signal);
    await expect(reading).rejects.toMatchObject(damage);
  });

  it("shows where its record does not know an object", async () => {
    const { objects, record } = await archive();
    const reading = readDocumentArchive({ ...record, objects: record.objects.slice(1) }, objects, signal);
    await expect(reading).rejects.toMatchObject(damage);
  });

  it("is read no further once that was aborted", async () => {
    const { objects, record } = await archive();
    const stopped = AbortSignal.abort(new Error("stopped"));
    await expect(readDocumentArchive(record, objects, stopped)).rejects.toThrow("stopped");
  });
});

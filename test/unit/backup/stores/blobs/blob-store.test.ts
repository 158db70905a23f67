import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { contentKeys } from "../../../../../backup/format/layout.ts";
import { storeRecord } from "../../../../../backup/format/manifest.ts";
import { readBlobArchive } from "../../../../../backup/stores/blobs/archive.ts";
import { openBlobStore } from "../../../../../backup/stores/blobs/blob-store.ts";
import { MemoryStore } from "../../../../helpers/memory-store.ts";
import { contentOf, large, signal, someBlobs, workOn } from "./blobs.ts";

const damage = { code: "backup.object-damaged" };

async function backedUp() {
  const source = await someBlobs();
  const backup = new MemoryStore();
  const work = workOn(backup);
  const record = await openBlobStore({ source }).backUp(work);
  return { source, backup, work, record };
}

describe("a backup of blobs", () => {
  it("holds them all, whatever they are called", async () => {
    const { source, backup, work, record } = await backedUp();
    expect(storeRecord.parse(record)).toEqual(record);
    expect(record).toMatchObject({ store: "blobs", server: "S3", schemaDigest: "" });
    expect(record.parts).toMatchObject([{ name: "blobs", count: 4 }]);
    expect(record.objects.map(({ key }) => key)).toEqual(record.parts[0]?.objects);
    const keys = [...contentOf(source).keys()].map((key) => contentKeys.blob(key));
    expect(new Set(backup.objects.keys())).toEqual(new Set([...keys, contentKeys.blobIndex]));
    expect(work.moved).toEqual({ bytes: 4 + large.length + 0 + 2, items: 4 });
  });

  it("is counted from its objects alone", async () => {
    const { source, work, record } = await backedUp();
    const { parts } = await openBlobStore({ source }).contents(signal);
    expect(await readBlobArchive(record, work.objects, signal)).toEqual(parts);
    expect(record.parts.map(({ name, count, digest }) => ({ name, count, digest }))).toEqual(parts);
  });

  it("is restored with all that was kept with the blobs", async () => {
    const { source, backup, record } = await backedUp();
    const target = new MemoryStore();
    const work = workOn(backup);
    await openBlobStore({ source: target }).restore(record, work);
    expect(contentOf(target)).toEqual(contentOf(source));
    const kept = { contentType: "text/plain", metadata: { owner: "me", age: "1" } };
    expect(target.objects.get("a.txt")).toMatchObject(kept);
    expect(work.moved).toEqual({ bytes: 4 + large.length + 0 + 2, items: 4 });
    const contents = await openBlobStore({ source: target }).contents(signal);
    expect(contents).toEqual(await openBlobStore({ source }).contents(signal));
  });

  it("may hold nothing", async () => {
    const work = workOn(new MemoryStore());
    const record = await openBlobStore({ source: new MemoryStore() }).backUp(work);
    expect(record.parts).toMatchObject([{ name: "blobs", count: 0 }]);
    const target = new MemoryStore();
    await openBlobStore({ source: target }).restore(record, work);
    expect(target.objects.size).toBe(0);
    expect(await readBlobArchive(record, work.objects, signal)).toMatchObject([{ count: 0 }]);
  });

  it("leaves out a blob that goes while others are taken", async () => {
    const source = await someBlobs();
    source.intervene = ({ name, key }) => {
      if (name === "get" && key === "a.txt") source.objects.delete(key);
      return undefined;
    };
    const record = await openBlobStore({ source }).backUp(workOn(new MemoryStore()));
    expect(record.parts).toMatchObject([{ count: 3 }]);
    expect(record.objects.map(({ key }) => key)).not.toContain(contentKeys.blob("a.txt"));
  });

  it("fails where a blob cannot be read, or its object cannot be written", async () => {
    const source = await someBlobs();
    source.intervene = ({ name, key }) => (name === "get" && key === "folder/large" ? 100_000 : undefined);
    const reading = openBlobStore({ source }).backUp(workOn(new MemoryStore()));
    await expect(reading).rejects.toMatchObject({ code: "objects.unreachable" });
    const backup = new MemoryStore();
    backup.intervene = ({ name }) => {
      if (name === "put") throw new Error("full");
      return undefined;
    };
    await expect(openBlobStore({ source: await someBlobs() }).backUp(workOn(backup))).rejects.toThrow("full");
  });

  it("ends when it is stopped", async () => {
    const stopped = { ...workOn(new MemoryStore()), signal: AbortSignal.abort(new Error("stopped")) };
    await expect(openBlobStore({ source: await someBlobs() }).backUp(stopped)).rejects.toThrow("stopped");
  });
});

describe("a damaged backup of blobs", () => {
  it("leaves a blob unwritten whose object is another", async () => {
    const { backup, work, record } = await backedUp();
    await backup.put(contentKeys.blob("a.txt"), Buffer.from("hext"));
    const target = new MemoryStore();
    await expect(openBlobStore({ source: target }).restore(record, work)).rejects.toMatchObject(damage);
    expect(target.objects.has("a.txt")).toBe(false);
    await expect(readBlobArchive(record, work.objects, signal)).rejects.toMatchObject(damage);
  });

  it("leaves a blob unwritten that its index knows as another, and is counted as what it is", async () => {
    const { work, record } = await backedUp();
    const key = contentKeys.blob("a.txt");
    const other = await work.objects.put(key, Readable.from([Buffer.from("hext")]));
    const changed = { ...record, objects: record.objects.map((entry) => (entry.key === key ? other : entry)) };
    const target = new MemoryStore();
    await expect(openBlobStore({ source: target }).restore(changed, work)).rejects.toMatchObject(damage);
    expect(target.objects.has("a.txt")).toBe(false);
    const [counted] = await readBlobArchive(changed, work.objects, signal);
    expect(counted).toMatchObject({ count: 4 });
    expect(counted?.digest).not.toBe(record.parts[0]?.digest);
  });

  it("is known by an index that is none", async () => {
    const { work, record } = await backedUp();
    const index = await work.objects.put(contentKeys.blobIndex, Readable.from([Buffer.from("nothing")]));
    const entries = record.objects.map((entry) => (entry.key === index.key ? index : entry));
    await expect(readBlobArchive({ ...record, objects: entries }, work.objects, signal)).rejects.toMatchObject(damage);
  });

  it("is known by an index that names an object of which the record knows nothing", async () => {
    const { work, record } = await backedUp();
    const entries = record.objects.slice(0, -1);
    await expect(readBlobArchive({ ...record, objects: entries }, work.objects, signal)).rejects.toMatchObject(damage);
  });
});

describe("a place of blobs", () => {
  it("says what it holds, and is emptied", async () => {
    const source = await someBlobs();
    const store = openBlobStore({ source });
    expect(await store.occupied(signal)).toBe(`4 blobs of ${4 + large.length + 2} bytes`);
    await store.empty(signal);
    expect(source.objects.size).toBe(0);
    expect(await store.occupied(signal)).toBeNull();
  });

  it("holds a mark that is no content", async () => {
    const source = await someBlobs();
    const store = openBlobStore({ source });
    const before = await store.contents(signal);
    expect(await store.findMark()).toBeNull();
    const mark = { backupId: "b1", state: "under-way" } as const;
    await store.mark(mark);
    expect(await store.findMark()).toEqual(mark);
    expect(await store.contents(signal)).toEqual(before);
    expect((await store.backUp(workOn(new MemoryStore()))).parts).toMatchObject([{ count: 4 }]);
    await store.empty(signal);
    expect(await store.occupied(signal)).toBeNull();
    await store.mark({ ...mark, state: "complete" });
    expect(await store.findMark()).toEqual({ backupId: "b1", state: "complete" });
    await store.mark(null);
    await store.mark(null);
    expect(await store.findMark()).toBeNull();
    expect(source.objects.size).toBe(0);
  });
});

import { describe, expect, it } from "vitest";
import { contentKeys } from "../../../../../backup/format/layout.ts";
import { openBlobStore } from "../../../../../backup/stores/blobs/blob-store.ts";
import { finishedBlobs } from "../../../../../backup/stores/blobs/finished.ts";
import { MemoryStore } from "../../../../helpers/memory-store.ts";
import { signal, someBlobs, workOn } from "./blobs.ts";

const lost = contentKeys.blob("folder/large");
const { blob } = contentKeys;

/** A backup that broke off before the large blob was there. */
async function brokenOff() {
  const source = await someBlobs();
  const backup = new MemoryStore();
  const finished = finishedBlobs(backup);
  const store = openBlobStore({ source, finished });
  backup.intervene = ({ name, key }) => (name === "put" && key === lost ? 10 : undefined);
  await expect(store.backUp(workOn(backup))).rejects.toMatchObject({ code: "objects.unreachable" });
  backup.intervene = () => undefined;
  backup.calls.length = 0;
  return { source, backup, finished, store };
}

const sealed = ({ calls }: MemoryStore) =>
  new Set(calls.filter(({ name, key }) => name === "put" && key.startsWith("blobs/")).map(({ key }) => key));

describe("a backup of blobs that broke off", () => {
  it("seals only what is missing, and is like any other then", async () => {
    const { source, backup, store } = await brokenOff();
    const work = workOn(backup);
    const record = await store.backUp(work);
    expect(sealed(backup)).toEqual(new Set([lost, contentKeys.blobIndex]));
    expect(work.moved.items).toBe(4);
    const fresh = await openBlobStore({ source }).backUp(workOn(new MemoryStore()));
    expect(record.parts).toEqual(fresh.parts);
    expect(record.objects).toEqual(fresh.objects);
  });

  it("seals anew what has changed since, though it is as long as before", async () => {
    const { source, backup, store } = await brokenOff();
    await source.put("a.txt", Buffer.from("TEXT"));
    await store.backUp(workOn(backup));
    expect(sealed(backup)).toEqual(new Set([lost, blob("a.txt"), contentKeys.blobIndex]));
    expect(backup.objects.get(blob("a.txt"))?.bytes.toString()).toBe("TEXT");
  });

  it("seals anew what is no longer there as it was, and what nothing is known of", async () => {
    const { backup, store } = await brokenOff();
    await backup.remove(blob("a.txt"));
    await backup.put(blob("empty"), Buffer.from("longer"));
    await backup.put(`progress/${blob("x/ü €.txt")}.json`, Buffer.from("{"));
    backup.calls.length = 0;
    await store.backUp(workOn(backup));
    const all = [lost, blob("a.txt"), blob("empty"), blob("x/ü €.txt"), contentKeys.blobIndex];
    expect(sealed(backup)).toEqual(new Set(all));
  });

  it("takes what is kept with a blob from now", async () => {
    const { source, backup, store } = await brokenOff();
    await source.put("a.txt", Buffer.from("text"), { contentType: "text/html" });
    const record = await store.backUp(workOn(backup));
    const fresh = await openBlobStore({ source }).backUp(workOn(new MemoryStore()));
    expect(record.parts).toEqual(fresh.parts);
  });
});

describe("notes of finished blobs", () => {
  it("do not tell what the blobs are called", async () => {
    const { backup } = await brokenOff();
    const notes = [...backup.objects].filter(([key]) => key.startsWith("progress/"));
    expect(notes).toHaveLength(3);
    for (const [key, { bytes }] of notes) expect(`${key} ${bytes.toString()}`).not.toMatch(/a\.txt|empty|€/);
  });

  it("go when they are no longer needed", async () => {
    const { backup, finished } = await brokenOff();
    expect((await finished.load(signal)).size).toBe(3);
    await finished.clear(signal);
    expect((await finished.load(signal)).size).toBe(0);
    expect([...backup.objects.keys()].filter((key) => key.startsWith("progress/"))).toEqual([]);
  });
});

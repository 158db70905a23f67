import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Manifest } from "../../../backup/format/manifest.ts";
import { noProgress, type Progress } from "../../../backup/progress.ts";
import { clearMarks } from "../../../backup/restore/marks.ts";
import { type RestoredStore, restoreBackup, type RestoreOptions } from "../../../backup/restore-backup.ts";
import type { MemoryStore } from "../../helpers/memory-store.ts";
import { emptyStores, filledStores, sealedIn, takenBackup } from "./played-backup.ts";
import { failing, type PlayedStore } from "./played-store.ts";

let store: MemoryStore;
let manifest: Manifest;
let targets: PlayedStore[];
beforeEach(async () => {
  ({ store, manifest } = await takenBackup());
  targets = emptyStores();
});

const restore = (changed: Partial<RestoreOptions> = {}): Promise<RestoredStore[]> =>
  restoreBackup({
    manifest,
    objects: sealedIn(store),
    stores: targets,
    intoNonEmpty: false,
    progress: noProgress,
    signal: new AbortController().signal,
    ...changed,
  });
const named = (name: string): PlayedStore => {
  const found = targets.find((each) => each.name === name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
};
const contents = () => targets.map(({ name, parts }) => [name, parts]);
const taken = filledStores().map(({ name, parts }) => [name, parts]);
const writes = (target: PlayedStore) => target.steps.filter((step) => step !== "occupied");

describe("a restore", () => {
  it("brings back what was taken, and marks it until it is verified", async () => {
    const restored = await restore();
    expect(contents()).toEqual(taken);
    expect(restored.map(({ outcome, overwrote }) => [outcome, overwrote])).toEqual(taken.map(() => ["restored", null]));
    for (const { startedAtMs, endedAtMs } of restored) expect(endedAtMs).toBeGreaterThanOrEqual(startedAtMs);
    const complete = { backupId: "backup-1", state: "complete" };
    expect(targets.map(({ current }) => current)).toEqual(taken.map(() => complete));
    await clearMarks(targets, manifest.id);
    expect(targets.map(({ current }) => current)).toEqual(taken.map(() => null));
  });

  it("has each store marked before it writes to it", async () => {
    const seen: unknown[] = [];
    const postgres = named("postgres");
    postgres.intervene = (step) => {
      if (step === "restore") seen.push(postgres.current?.state);
    };
    await restore();
    expect(seen).toEqual(["under-way", "under-way"]);
  });

  it("says how far each store is", async () => {
    const reached = vi.fn<Progress["reached"]>();
    const moved = vi.fn<Progress["moved"]>();
    await restore({ progress: { reached, moved } });
    expect(reached.mock.calls.filter(([name]) => name === "blobs")).toEqual([
      ["blobs", "started"],
      ["blobs", "done"],
    ]);
    const [blobs] = manifest.stores.filter((record) => record.store === "blobs");
    expect(moved.mock.calls).toContainEqual(["blobs", { bytes: blobs?.objects[0]?.plainBytes }]);
  });

  it("refuses a store of which the backup holds nothing", async () => {
    const without = { ...manifest, stores: manifest.stores.filter((record) => record.store !== "redis") };
    await expect(restore({ manifest: without })).rejects.toMatchObject({ code: "restore.no-record" });
    expect(targets.flatMap(writes)).toEqual([]);
  });
});

describe("a restore that was cut off", () => {
  const cutOff = async () => {
    const [postgres, redis] = [named("postgres"), named("redis")];
    postgres.intervene = async (step) => {
      if (step !== "restore") return;
      await vi.waitUntil(() => redis.current?.state === "complete", { timeout: 20_000 });
      throw failing("it broke");
    };
    await expect(restore()).rejects.toMatchObject({ message: "postgres could not be restored: it broke" });
    postgres.intervene = () => undefined;
  };

  it("is recognised by its marks", async () => {
    await cutOff();
    expect(named("postgres").current).toEqual({ backupId: "backup-1", state: "under-way" });
    expect(named("postgres").parts).not.toEqual({});
    await expect(clearMarks(targets, manifest.id)).rejects.toMatchObject({ code: "restore.not-complete" });
    expect(named("redis").current).toEqual({ backupId: "backup-1", state: "complete" });
  });

  it("goes on: what is half there is emptied first, what is complete is kept", async () => {
    await cutOff();
    const before = named("redis").steps.length;
    const restored = await restore();
    expect(contents()).toEqual(taken);
    expect(named("postgres").steps.filter((step) => step === "empty")).toHaveLength(1);
    expect(named("redis").steps).toHaveLength(before);
    const outcomes = new Map(restored.map((each) => [each.store, each.outcome]));
    expect([outcomes.get("postgres"), outcomes.get("redis")]).toEqual(["restored", "kept"]);
  });

  it("is not taken for one of another backup", async () => {
    await cutOff();
    const other = { ...manifest, id: "backup-2" };
    await expect(restore({ manifest: other })).rejects.toMatchObject({
      code: "restore.not-empty",
      message: expect.stringContaining("of a restore of backup backup-1"),
    });
    await expect(clearMarks(targets, other.id)).rejects.toMatchObject({ code: "restore.not-complete" });
    await restore({ manifest: other, intoNonEmpty: true });
    expect(contents()).toEqual(taken);
    expect(named("redis").current).toEqual({ backupId: "backup-2", state: "complete" });
  });
});

describe("what is there already", () => {
  beforeEach(() => {
    named("redis").parts = { db0: ["mine", "too"] };
    named("blobs").parts = { uploads: ["one"] };
  });

  it("is refused, all of it named, before anything is written", async () => {
    const message = "the restore would overwrite redis: 2 items; blobs: 1 items";
    await expect(restore()).rejects.toMatchObject({ code: "restore.not-empty", kind: "usage", message });
    expect(targets.flatMap(writes)).toEqual([]);
  });

  it("is removed where that was asked for, once the store is marked", async () => {
    const restored = await restore({ intoNonEmpty: true });
    expect(contents()).toEqual(taken);
    expect(named("redis").steps).toEqual(["occupied", "mark", "empty", "restore", "mark"]);
    expect(named("postgres").steps).not.toContain("empty");
    expect(restored.find((each) => each.store === "redis")).toMatchObject({ overwrote: "2 items" });
  });
});

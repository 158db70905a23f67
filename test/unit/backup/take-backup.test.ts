import { json } from "node:stream/consumers";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { openKeys } from "../../../backup/format/layout.ts";
import { objectsOf } from "../../../backup/format/manifest.ts";
import type { Progress, StoreState } from "../../../backup/progress.ts";
import { MemoryStore } from "../../helpers/memory-store.ts";
import { damagesOf, filledStores, sealedIn, someFacts, take } from "./played-backup.ts";
import { contentOf, failing, type PlayedStore } from "./played-store.ts";

let store: MemoryStore;
let stores: PlayedStore[];
beforeEach(() => {
  store = new MemoryStore().below("b/");
  stores = filledStores();
});

const named = (name: string): PlayedStore => {
  const found = stores.find((each) => each.name === name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
};
const isThere = (key: string) => store.objects.has(`b/${key}`);
/** Longer than any of it takes. */
const soon = { timeout: 20_000 };
const otherId = { facts: someFacts({ id: "backup-2" }) };

/** Lets a backup fail in the documents once Postgres and Redis are taken, and leaves an object behind. */
async function cutOff(): Promise<void> {
  named("documents").intervene = async (_, work) => {
    await vi.waitUntil(() => isThere(openKeys.progress("postgres")) && isThere(openKeys.progress("redis")), soon);
    await store.put("documents/left.zst.age", Buffer.from("left"));
    await store.put("progress/documents/left.json", Buffer.from("{}"));
    work?.signal.throwIfAborted();
    throw failing("it broke");
  };
  await expect(take(store, stores)).rejects.toMatchObject({
    code: "played.failure",
    message: "documents could not be backed up: it broke",
  });
  named("documents").intervene = () => undefined;
}

describe("a backup", () => {
  it("says what each store held", async () => {
    const manifest = await take(store, stores);
    expect(manifest).toMatchObject({ id: "backup-1", gitSha: someFacts().gitSha });
    expect(manifest.stores.map((record) => record.store)).toEqual(["postgres", "documents", "redis", "blobs"]);
    for (const record of manifest.stores) {
      const parts = Object.entries(named(record.store).parts).map(([name, items]) => contentOf(name, items));
      expect(record.parts).toMatchObject(parts);
    }
    expect(JSON.parse((await store.read(openKeys.manifest)).toString())).toEqual(manifest);
  });

  it("shows nothing of the secrets but their names", async () => {
    const manifest = await take(store, stores);
    const hidden = someFacts().secrets.values?.["POSTGRES_PASSWORD"] ?? "";
    for (const { bytes } of store.objects.values()) expect(bytes.includes(hidden)).toBe(false);
    const { names, object } = manifest.secrets;
    expect(names).toEqual(["POSTGRES_PASSWORD"]);
    if (object === null) throw new Error("the secrets are not there");
    expect(await json(await sealedIn(store).open(object))).toEqual(someFacts().secrets.values);
  });

  it("may leave secrets out", async () => {
    const facts = someFacts({ secrets: { names: ["TOKEN"], values: null } });
    expect((await take(store, stores, { facts })).secrets).toEqual({ names: ["TOKEN"], object: null });
    expect(await damagesOf(store, "full")).toEqual([]);
  });

  it("has its manifest written last, and signed after that", async () => {
    await take(store, stores);
    const written = store.calls.filter(({ name }) => name === "put").map(({ key }) => key);
    expect(written.slice(-2)).toEqual(["b/manifest.json", "b/manifest.json.sig"]);
  });

  it("is not begun with a key that cannot sign", async () => {
    await expect(take(store, stores, { signingKey: "none" })).rejects.toMatchObject({ code: "backup.signing-key" });
    expect(store.calls).toEqual([]);
  });

  it("says how far each store is", async () => {
    const heard: [string, StoreState | number][] = [];
    const progress: Progress = {
      moved: (name, { items = 0 }) => heard.push([name, items]),
      reached: (name, state) => heard.push([name, state]),
    };
    await take(store, stores, { progress });
    const ofRedis = heard.filter(([name]) => name === "redis").map(([, what]) => what);
    expect(ofRedis).toEqual(["started", 25, "done"]);
  });
});

describe("a backup that was cut off", () => {
  it("goes on, and takes no store twice that was taken whole", async () => {
    await cutOff();
    expect(isThere(openKeys.manifest)).toBe(false);
    const manifest = await take(store, stores);
    expect(named("postgres").steps).toEqual(["backUp"]);
    expect(named("redis").steps).toEqual(["backUp"]);
    expect(named("documents").steps).toEqual(["backUp", "backUp"]);
    expect(manifest.stores).toHaveLength(4);
    for (const mode of ["quick", "full"] as const) expect(await damagesOf(store, mode)).toEqual([]);
  });

  it("leaves nothing behind of what failed", async () => {
    await cutOff();
    const objects = objectsOf(await take(store, stores)).map(({ key }) => `b/${key}`);
    const beside = [...store.objects.keys()].filter((key) => !objects.includes(key));
    const progress = ["backup", "blobs", "documents", "postgres", "redis"].map((name) => `b/progress/${name}.json`);
    expect(beside.sort()).toEqual(["b/manifest.json", "b/manifest.json.sig", ...progress]);
  });

  it("takes a store anew of which an object is gone or has another size", async () => {
    await cutOff();
    await store.remove("postgres/public.users.zst.age");
    await store.put("redis/db0.zst.age", Buffer.from("short"));
    await take(store, stores);
    expect(named("postgres").steps).toEqual(["backUp", "backUp"]);
    expect(named("redis").steps).toEqual(["backUp", "backUp"]);
    expect(await damagesOf(store, "full")).toEqual([]);
  });

  it("is begun when it was begun first", async () => {
    await cutOff();
    const { startedAt } = JSON.parse((await store.read("progress/backup.json")).toString()) as { startedAt: string };
    expect((await take(store, stores)).startedAt).toBe(startedAt);
  });

  it("is signed where that alone was left", async () => {
    await take(store, stores);
    await store.remove(openKeys.signature);
    await take(store, stores);
    expect(named("postgres").steps).toEqual(["backUp"]);
    expect(await damagesOf(store, "full")).toEqual([]);
  });

  it("says that the other stores were skipped", async () => {
    await cutOff();
    const reached = vi.fn<Progress["reached"]>();
    await take(store, stores, { progress: { moved: () => undefined, reached } });
    expect(reached.mock.calls).toContainEqual(["postgres", "skipped"]);
    expect(reached.mock.calls).toContainEqual(["documents", "started"]);
  });

  it("ends with the reason that it was given", async () => {
    const stop = new AbortController();
    named("documents").intervene = () => stop.abort(failing("stopped"));
    await expect(take(store, stores, { signal: stop.signal })).rejects.toMatchObject({ message: "stopped" });
    expect(isThere(openKeys.manifest)).toBe(false);
  });
});

describe("a prefix is refused", () => {
  const refusal = { code: "backup.prefix-taken", kind: "usage" };

  it("where another backup was cut off", async () => {
    await cutOff();
    await expect(take(store, stores, otherId)).rejects.toMatchObject(refusal);
    expect(named("postgres").steps).toEqual(["backUp"]);
  });

  it.each(["backup-1", "backup-2"])("where a backup is finished, for %s", async (id) => {
    await take(store, stores);
    const before = new Map(store.objects);
    await expect(take(store, stores, { facts: someFacts({ id }) })).rejects.toMatchObject(refusal);
    expect(store.objects).toEqual(before);
  });

  it.each(["letters/1.txt", "manifest.json", openKeys.progress("redis")])("where %s lies", async (key) => {
    await store.put(key, Buffer.from("{}"));
    await expect(take(store, stores)).rejects.toMatchObject(refusal);
    expect([...store.objects.keys()]).toEqual([`b/${key}`]);
  });

  it("not where a drill has written beside it, nor where a console shows a folder", async () => {
    const beside = [openKeys.gaps, openKeys.runbook, "restores/1/ledger.json"];
    for (const key of beside) await store.put(key, Buffer.from("{}"));
    await store.put("", Buffer.alloc(0));
    await take(store, stores);
    expect(await damagesOf(store, "full")).toEqual([]);
  });
});

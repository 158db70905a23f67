import { generateX25519Identity } from "age-encryption";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { openKeys } from "../../../backup/format/layout.ts";
import { type Manifest, objectsOf, type StoreName, storeNames } from "../../../backup/format/manifest.ts";
import { sealedObjects } from "../../../backup/seal/sealed-objects.ts";
import { verifyBackup } from "../../../backup/verify-backup.ts";
import { MemoryStore } from "../../helpers/memory-store.ts";
import { archives, damagesOf, signingKey, take, takenBackup, verify } from "./played-backup.ts";
import { PlayedStore } from "./played-store.ts";

const modes = ["quick", "full"] as const;

/** One object of each kind. */
const kinds = [
  "postgres/public.plans.zst.age",
  "documents/biowerk.drafts.zst.age",
  "redis/db0.zst.age",
  "blobs/uploads.zst.age",
  "openapi/mesh.json.zst.age",
  "configuration.json.zst.age",
  "secrets.json.zst.age",
];

let store: MemoryStore;
let manifest: Manifest;
beforeEach(async () => {
  ({ store, manifest } = await takenBackup());
});

async function flip(key: string, at: (length: number) => number): Promise<void> {
  const bytes = await store.read(key);
  const index = at(bytes.length);
  bytes[index] = (bytes[index] ?? 0) ^ 1;
  await store.put(key, bytes);
}

describe("a good backup", () => {
  it("has no damage, and all of it was read", async () => {
    const objects = objectsOf(manifest);
    const bytes = objects.reduce((sum, entry) => sum + entry.bytes, 0);
    const quick = await verify(store, "quick");
    expect(quick).toEqual({ manifest, damages: [], checked: { objects: objects.length, bytes, parts: 0 } });
    const full = await verify(store, "full");
    expect(full).toEqual({ manifest, damages: [], checked: { objects: objects.length, bytes, parts: 5 } });
    expect(kinds.every((key) => objects.some((entry) => entry.key === key))).toBe(true);
  });

  it("has none whatever it holds", async () => {
    const parts = fc.dictionary(
      fc.stringMatching(/^[a-z]{1,8}$/),
      fc.array(fc.string({ unit: "binary", maxLength: 200 }), { maxLength: 30 }),
      { maxKeys: 4 },
    );
    const contents = fc.array(fc.tuple(fc.constantFrom<StoreName>(...storeNames), parts), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(contents, async (chosen) => {
        const some = new MemoryStore();
        await take(
          some,
          [...new Map(chosen)].map(([name, content]) => new PlayedStore(name, content)),
        );
        for (const mode of modes) expect(await damagesOf(some, mode)).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });

  it("may have beside it what drills leave there", async () => {
    const keys = [openKeys.runbook, openKeys.gaps, "restores/1/ledger.json", openKeys.progress("redis"), "folder/"];
    for (const key of keys) await store.put(key, Buffer.alloc(0));
    for (const mode of modes) expect(await damagesOf(store, mode)).toEqual([]);
  });
});

describe.each(modes)("a %s check finds", (mode) => {
  const found = () => damagesOf(store, mode);

  it.each(kinds)("one bit flipped in %s", async (key) => {
    for (const at of [() => 0, () => 30, (length: number) => length >> 1, (length: number) => length - 1]) {
      await flip(key, at);
      expect(await found()).toEqual([["object-hash", key]]);
      await flip(key, at);
    }
    expect(await found()).toEqual([]);
  });

  it.each(kinds)("%s cut short", async (key) => {
    const bytes = await store.read(key);
    await store.put(key, bytes.subarray(0, bytes.length - 1));
    expect(await found()).toEqual([["object-size", key]]);
  });

  it.each(kinds)("%s missing", async (key) => {
    await store.remove(key);
    expect(await found()).toEqual([["object-missing", key]]);
  });

  it("two objects swapped", async () => {
    const [one, other] = ["postgres/public.plans.zst.age", "postgres/public.users.zst.age"] as const;
    const [first, second] = [await store.read(one), await store.read(other)];
    await store.put(one, second);
    await store.put(other, first);
    const code = first.length === second.length ? "object-hash" : "object-size";
    expect((await found()).sort()).toEqual([
      [code, one],
      [code, other],
    ]);
  });

  it("objects of a newer backup below a stale manifest", async () => {
    const newer = new MemoryStore();
    await take(newer, [
      new PlayedStore("postgres", { "public.plans": ["newer"], "public.runs": ["new"] }),
      new PlayedStore("documents", { "biowerk.drafts": ["newer"] }),
    ]);
    for await (const { key } of newer.list("")) {
      if (!key.startsWith("manifest.json")) await store.put(key, await newer.read(key));
    }
    const damaged = new Map((await found()).map(([code, object]) => [object, code]));
    expect(damaged.get("postgres/public.runs.zst.age")).toBe("object-unknown");
    const replaced = ["postgres/public.plans", "documents/biowerk.drafts", "openapi/mesh.json", "secrets.json"];
    for (const key of replaced) expect(damaged.get(`${key}.zst.age`)).toMatch(/^object-(size|hash)$/);
  });

  it("an object that the manifest does not name", async () => {
    await store.put("postgres/public.more.zst.age", Buffer.from("more"));
    expect(await found()).toEqual([["object-unknown", "postgres/public.more.zst.age"]]);
  });

  it("several damages at once", async () => {
    await flip("postgres/public.users.zst.age", () => 40);
    await flip("postgres/public.plans.zst.age", () => 40);
    await store.remove("redis/db0.zst.age");
    await store.put("strange", Buffer.from("strange"));
    expect((await found()).sort()).toEqual([
      ["object-hash", "postgres/public.plans.zst.age"],
      ["object-hash", "postgres/public.users.zst.age"],
      ["object-missing", "redis/db0.zst.age"],
      ["object-unknown", "strange"],
    ]);
  });

  it("nothing, and fails, where objects are out of reach", async () => {
    store.intervene = ({ name, key }) => (name === "get" && key.includes("redis") ? 1 : undefined);
    await expect(verify(store, mode)).rejects.toMatchObject({ code: "objects.unreachable" });
  });

  it("nothing more once it is stopped", async () => {
    const signal = AbortSignal.abort(new Error("stopped"));
    const objects = sealedObjects({ store, recipients: [], identities: [] });
    const options = { store, trustedKeys: [signingKey.publicKey], objects, mode, signal };
    await expect(verifyBackup({ ...options, archives })).rejects.toThrow("stopped");
  });
});

describe("the wrong key", () => {
  it("opens none of the objects, and each is named", async () => {
    const others = [await generateX25519Identity()];
    const wrong = sealedObjects({ store, recipients: [], identities: others });
    const { damages } = await verify(store, "full", wrong);
    const keys = objectsOf(manifest).map(({ key }) => key);
    expect(damages.map(({ code, object }) => [code, object])).toEqual(keys.map((key) => ["key-wrong", key]));
  });
});

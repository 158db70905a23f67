import { generateX25519Identity } from "age-encryption";
import { beforeEach, describe, expect, it } from "vitest";
import type { Manifest } from "../../../../backup/format/manifest.ts";
import { observeBackup, openDocuments, secretsIn } from "../../../../drills/restore/opened-backup.ts";
import { Recovery } from "../../../../drills/restore/recovery.ts";
import type { Configuration } from "../../../../engine/backup/configuration.ts";
import { MemoryStore } from "../../../helpers/memory-store.ts";
import { filledStores, sealedIn, someFacts, take } from "../../backup/played-backup.ts";
import { someConfiguration } from "../../engine/backup/some-configuration.ts";
import { restorable } from "./played-recovery.ts";
import { playedGround, playedSession } from "./played-session.ts";

const known = someConfiguration({ services: { mesh: { CACHE_ENABLED: "true" } }, stack: { replicas: "1" } });
const openapi = { mesh: { openapi: "3.1.0" }, osteon: { openapi: "3.1.0", paths: {} } };

let root: MemoryStore;
let store: MemoryStore;
beforeEach(() => {
  root = new MemoryStore();
  store = root.below("r1/backup/");
});

/** A backup without a store's content, which is written as played ones are. */
const taken = (configuration: Configuration | object = known): Promise<Manifest> =>
  take(store, [], { facts: someFacts({ configuration, openapi }) });

async function observed(keys = {}) {
  const { session, seen } = playedSession();
  const recovery = new Recovery();
  const whole = restorable(playedGround(root));
  const opened = await observeBackup(session, { ...whole, keys: { ...whole.keys, ...keys } }, recovery);
  return { opened, recovery, seen: seen.get("backup-whole") };
}

describe("a backup that is whole", () => {
  it("is opened, and its manifest is what the recovery goes by", async () => {
    const manifest = await taken();
    const { opened, recovery, seen } = await observed();
    expect(seen).toEqual([{ subject: "backup", ok: true, detail: "4 objects, 0 parts" }]);
    expect(opened).toEqual({ configuration: known, openapi });
    expect(recovery.taken).toEqual(manifest);
  });

  it("may have been taken by one of several", async () => {
    await taken();
    const trustedKeys = ["another key", ...restorable().keys.trustedKeys];
    expect((await observed({ trustedKeys })).opened).toBeDefined();
  });
});

describe("a backup that is not whole", () => {
  it.each(["configuration.json.zst.age", "secrets.json.zst.age", "openapi/osteon.json.zst.age"])(
    "is not opened, and %s is named",
    async (key) => {
      await taken();
      const bytes = await store.read(key);
      bytes.writeUInt8(bytes.readUInt8(40) ^ 1, 40);
      await store.put(key, bytes);
      const { opened, seen } = await observed();
      expect(opened).toBeUndefined();
      expect(seen).toEqual([{ subject: key, ok: false, detail: expect.stringMatching(/^object-hash: /) }]);
    },
  );

  it("has each of its damages told", async () => {
    await taken();
    await store.remove("configuration.json.zst.age");
    await store.put("stray", Buffer.from("stray"));
    const { seen } = await observed();
    expect(seen?.map(({ subject, ok }) => [subject, ok])).toEqual([
      ["configuration.json.zst.age", false],
      ["stray", false],
    ]);
  });

  it("may be one that nobody trusted has signed, or that is not there", async () => {
    expect((await observed()).seen).toMatchObject([{ subject: "manifest.json", ok: false }]);
    await taken();
    const { opened, seen } = await observed({ trustedKeys: ["another key"] });
    expect(opened).toBeUndefined();
    expect(seen?.some(({ ok }) => ok === false)).toBe(true);
  });

  it("may be one for which another has the key", async () => {
    await taken();
    const { opened, seen } = await observed({ identity: await generateX25519Identity() });
    expect(opened).toBeUndefined();
    expect(seen?.every(({ detail }) => detail.startsWith("key-wrong: "))).toBe(true);
  });
});

describe("what a backup holds beside content", () => {
  it("is not taken for a configuration where it is none", async () => {
    const manifest = await taken({ flags: { drafts: true } });
    await expect(openDocuments(manifest, sealedIn(store))).rejects.toThrow();
  });

  it("has its secrets by name, or none where it was told to hold none", async () => {
    expect(await secretsIn(await taken(), sealedIn(store))).toEqual({ POSTGRES_PASSWORD: "hidden-value" });
    const without = new MemoryStore();
    const facts = someFacts({ secrets: { names: ["POSTGRES_PASSWORD"], values: null } });
    expect(await secretsIn(await take(without, filledStores(), { facts }), sealedIn(without))).toEqual({});
  });
});

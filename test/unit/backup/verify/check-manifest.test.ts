import { beforeEach, describe, expect, it } from "vitest";
import { openKeys } from "../../../../backup/format/layout.ts";
import { generateSigningKey, sign } from "../../../../backup/format/signature.ts";
import { checkManifest } from "../../../../backup/verify/check-manifest.ts";
import { trustedManifest } from "../../../../backup/verify/trusted-manifest.ts";
import type { MemoryStore } from "../../../helpers/memory-store.ts";
import { damagesOf, resign, signingKey, takenBackup } from "../played-backup.ts";

const { manifest: manifestKey, signature: signatureKey } = openKeys;
const trusted = [generateSigningKey().publicKey, signingKey.publicKey];

let store: MemoryStore;
beforeEach(async () => {
  ({ store } = await takenBackup());
});

const found = async () => {
  const { manifest, damages } = await checkManifest(store, trusted);
  return { isThere: manifest !== null, damages: damages.map(({ code, object }) => [code, object]) };
};
const edit = async (from: string, to: string) => {
  const text = (await store.read(manifestKey)).toString();
  expect(text).toContain(from);
  await store.put(manifestKey, Buffer.from(text.replace(from, to)));
};

describe("a manifest", () => {
  it("is good as it was written", async () => {
    expect(await found()).toEqual({ isThere: true, damages: [] });
  });

  it("may not be missing", async () => {
    await store.remove(manifestKey);
    expect(await found()).toEqual({ isThere: false, damages: [["manifest-missing", manifestKey]] });
  });

  it.each([
    ['"backup-1"', '"backup-2"'],
    ['"count": 40', '"count": 39'],
    ["\n", ""],
  ])("may not be edited: %j to %j", async (from, to) => {
    await edit(from, to);
    expect(await found()).toEqual({ isThere: true, damages: [["signature-bad", manifestKey]] });
  });

  it("may not have a bit flipped, nor may its signature", async () => {
    for (const key of [manifestKey, signatureKey]) {
      const bytes = await store.read(key);
      const flipped = Buffer.from(bytes);
      flipped[30] = (flipped[30] ?? 0) ^ 1;
      await store.put(key, flipped);
      expect((await found()).damages).toContainEqual(["signature-bad", manifestKey]);
      await store.put(key, bytes);
    }
  });

  it("has to be signed by somebody who is trusted", async () => {
    const bytes = await store.read(manifestKey);
    await store.put(signatureKey, Buffer.from(sign(bytes, generateSigningKey().privateKey)));
    expect((await found()).damages).toEqual([["signature-unknown-key", signatureKey]]);
    await store.remove(signatureKey);
    expect((await found()).damages).toEqual([["signature-missing", signatureKey]]);
  });

  it.each([
    ["no JSON", () => "{"],
    ["of another schema", () => ({ schema: "biowerk-drill/backup/2" })],
  ])("may not be %s", async (_, change: () => unknown) => {
    await resign(store, change);
    expect(await found()).toEqual({ isThere: false, damages: [["manifest-unreadable", manifestKey]] });
  });

  it("may not contradict itself", async () => {
    await resign(store, ({ stores }) => {
      const [postgres] = stores;
      const [plans] = postgres?.parts ?? [];
      plans?.objects.push("postgres/elsewhere.zst.age");
      if (postgres !== undefined) stores.push({ ...postgres, objects: [] });
    });
    const { damages } = await checkManifest(store, trusted);
    expect(damages.map(({ code }) => code)).toEqual(Array.from(damages, () => "manifest-inconsistent"));
    expect(damages.map(({ detail }) => detail)).toEqual(
      expect.arrayContaining([
        "it has two records of postgres",
        "a part of postgres lies in postgres/elsewhere.zst.age, which is none of its objects",
      ]),
    );
  });

  it("is no reason not to look at the objects, where nobody trusted has signed it", async () => {
    await edit('"backup-1"', '"backup-2"');
    await store.remove("redis/db0.zst.age");
    expect(await damagesOf(store, "quick")).toEqual([
      ["signature-bad", manifestKey],
      ["object-missing", "redis/db0.zst.age"],
    ]);
  });
});

describe("what may be restored", () => {
  it("is what somebody trusted has signed", async () => {
    expect(await trustedManifest(store, trusted)).toMatchObject({ id: "backup-1" });
  });

  it("is nothing else", async () => {
    const nobody = [generateSigningKey().publicKey];
    await expect(trustedManifest(store, nobody)).rejects.toMatchObject({ code: "backup.not-trusted", kind: "usage" });
    await store.remove(manifestKey);
    await expect(trustedManifest(store, trusted)).rejects.toMatchObject({ code: "backup.missing", kind: "usage" });
  });
});

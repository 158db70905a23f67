import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { beforeEach, describe, expect, it } from "vitest";
import { sealedSuffix } from "../../../../backup/format/layout.ts";
import { type Manifest, type ObjectEntry, objectsOf } from "../../../../backup/format/manifest.ts";
import type { MemoryStore } from "../../../helpers/memory-store.ts";
import { damagesOf, resign, sealedIn, takenBackup } from "../played-backup.ts";
import { archiveOf } from "../played-store.ts";

let store: MemoryStore;
beforeEach(async () => {
  ({ store } = await takenBackup());
});

/** Writes an object anew, and a manifest that fits it: only the content can tell. */
async function forge(key: string, content: Readable): Promise<void> {
  const forged = await sealedIn(store).put(key.slice(0, -sealedSuffix.length), content);
  await resign(store, (manifest) => void Object.assign(entryOf(manifest, key), forged));
}

function entryOf(manifest: Manifest, key: string): ObjectEntry {
  const entry = objectsOf(manifest).find((each) => each.key === key);
  if (entry === undefined) throw new Error(`${key} is no object of the backup`);
  return entry;
}

const items = (what: string, count: number) => Array.from({ length: count }, (_, at) => `${what} ${at}`);
const plans = "postgres/public.plans.zst.age";
const drafts = "documents/biowerk.drafts.zst.age";

describe("content that a trusted key has signed", () => {
  it.each([
    ["the last rows of a table missing", plans, ["public.plans", items("plan", 38)], "part-count"],
    ["a collection doubled", drafts, ["biowerk.drafts", [...items("draft", 30), ...items("draft", 30)]], "part-count"],
    ["one row altered", plans, ["public.plans", [...items("plan", 39), "plan x"]], "part-digest"],
    ["one row twice for another", plans, ["public.plans", [...items("plan", 39), "plan 0"]], "part-digest"],
  ] as const)("%s", async (_, key, [part, changed], code) => {
    await forge(key, archiveOf(part, changed));
    expect(await damagesOf(store, "quick")).toEqual([]);
    expect(await damagesOf(store, "full")).toEqual([[code, key]]);
  });

  it("may be in another order", async () => {
    await forge(plans, archiveOf("public.plans", items("plan", 40).reverse()));
    expect(await damagesOf(store, "full")).toEqual([]);
  });

  it("lies in a part of the name that the manifest has", async () => {
    await resign(store, ({ stores }) => {
      for (const part of stores[0]?.parts ?? []) if (part.name === "public.plans") part.name = "public.plan";
    });
    expect(await damagesOf(store, "full")).toEqual([
      ["part-missing", plans],
      ["part-unknown", "postgres: public.plans"],
    ]);
  });

  it("has to be an archive that can be read", async () => {
    await forge(plans, Readable.from([Buffer.from("no JSON\n")]));
    expect(await damagesOf(store, "full")).toEqual([["object-unreadable", plans]]);
  });

  it("has to be sealed", async () => {
    const bytes = Buffer.from("in clear");
    await store.put("configuration.json.zst.age", bytes);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    await resign(store, ({ configuration }) => void Object.assign(configuration, { bytes: bytes.length, sha256 }));
    expect(await damagesOf(store, "quick")).toEqual([]);
    expect(await damagesOf(store, "full")).toEqual([["object-unreadable", "configuration.json.zst.age"]]);
  });

  it("has as many bytes as the manifest says", async () => {
    await resign(store, (manifest) => void (entryOf(manifest, "openapi/mesh.json.zst.age").plainBytes += 1));
    expect(await damagesOf(store, "full")).toEqual([["object-unreadable", "openapi/mesh.json.zst.age"]]);
  });
});

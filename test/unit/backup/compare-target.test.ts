import { beforeEach, describe, expect, it } from "vitest";
import { compareTarget, type CompareOptions } from "../../../backup/compare-target.ts";
import type { Manifest } from "../../../backup/format/manifest.ts";
import { filledStores, takenBackup } from "./played-backup.ts";
import { contentOf, failing, type PlayedStore } from "./played-store.ts";

let manifest: Manifest;
let targets: PlayedStore[];
beforeEach(async () => {
  ({ manifest } = await takenBackup());
  targets = filledStores();
});

const compare = async (changed: Partial<CompareOptions> = {}) => {
  const { signal } = new AbortController();
  const differences = await compareTarget({ manifest, stores: targets, signal, ...changed });
  return differences.map(({ store, part, kind }) => [store, part, kind]);
};
const change = (name: string, by: (target: PlayedStore) => void) => {
  for (const target of targets) if (target.name === name) by(target);
};

describe("a target", () => {
  it("is equal where it holds what was taken", async () => {
    expect(await compare()).toEqual([]);
  });

  it("is not where a table was skipped", async () => {
    change("postgres", (target) => (target.parts = { "public.plans": target.parts["public.plans"] ?? [] }));
    expect(await compare()).toEqual([["postgres", "public.users", "missing"]]);
  });

  it("is not where there is more than was taken", async () => {
    change("documents", (target) => (target.parts = { ...target.parts, "biowerk.more": ["x"] }));
    expect(await compare()).toEqual([["documents", "biowerk.more", "unexpected"]]);
  });

  it("is not where an item is gone, and not where one is another", async () => {
    change("redis", (target) => (target.parts = { db0: target.parts["db0"]?.slice(1) ?? [] }));
    change("blobs", (target) => (target.parts = { uploads: ["other", ...(target.parts["uploads"]?.slice(1) ?? [])] }));
    expect(await compare()).toEqual([
      ["redis", "db0", "count"],
      ["blobs", "uploads", "digest"],
    ]);
  });

  it("is not where its definitions are others", async () => {
    change("postgres", (target) => (target.schemaDigest = "cd".repeat(32)));
    expect(await compare()).toEqual([["postgres", "", "schema"]]);
  });

  it("is compared with what the archive holds now, where that is told", async () => {
    const left = ["key 3"];
    change("redis", (target) => (target.parts = { db0: left }));
    const expectedOf = async (store: string) => (store === "redis" ? [contentOf("db0", left)] : undefined);
    expect(await compare({ expectedOf })).toEqual([]);
  });

  it("holds nothing in a store that was not taken", async () => {
    const without = { ...manifest, stores: manifest.stores.filter(({ store }) => store !== "blobs") };
    expect(await compare({ manifest: without })).toEqual([["blobs", "uploads", "unexpected"]]);
    change("blobs", (target) => (target.parts = { uploads: [] }));
    expect(await compare({ manifest: without })).toEqual([]);
  });

  it("that cannot be read is named", async () => {
    change("documents", (target) => {
      target.intervene = () => Promise.reject(failing("it broke"));
    });
    await expect(compare()).rejects.toMatchObject({ message: "documents could not be compared: it broke" });
  });
});

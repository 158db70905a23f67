import { beforeEach, describe, expect, it } from "vitest";
import { type Manifest, recordOf } from "../../../../backup/format/manifest.ts";
import { damageBackup, seededDamages } from "../../../../drills/restore/seeded-damage.ts";
import type { MemoryStore } from "../../../helpers/memory-store.ts";
import { damagesOf, takenBackup } from "../../backup/played-backup.ts";

let store: MemoryStore;
let manifest: Manifest;
beforeEach(async () => {
  ({ store, manifest } = await takenBackup());
});

const seen = { "bit-flip": "object-hash", truncated: "object-size", missing: "object-missing" };

describe("a backup that is damaged on purpose", () => {
  it.each(seededDamages)("has one damage, which its check sees: %s", async (damage) => {
    const key = await damageBackup(store, manifest, damage);
    expect(await damagesOf(store, "quick")).toEqual([[seen[damage], key]]);
    expect(await damagesOf(store, "full")).toEqual([[seen[damage], key]]);
  });

  it("is damaged where PostgreSQL's content is the most", async () => {
    const objects = recordOf(manifest, "postgres")?.objects ?? [];
    const largest = Math.max(...objects.map(({ bytes }) => bytes));
    const key = await damageBackup(store, manifest, "missing");
    expect(objects.find((each) => each.key === key)?.bytes).toBe(largest);
  });

  it("is damaged in another store where it holds no PostgreSQL", async () => {
    const stores = manifest.stores.filter(({ store: name }) => name !== "postgres");
    expect(await damageBackup(store, { ...manifest, stores }, "missing")).toMatch(/^documents\//);
  });

  it("cannot be damaged where it holds nothing", async () => {
    await expect(damageBackup(store, { ...manifest, stores: [] }, "bit-flip")).rejects.toThrow("no object to damage");
  });
});

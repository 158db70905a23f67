import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { ObjectStore } from "../../../../../backup/objects/object-store.ts";
import { blobContent, seedBlobs } from "../../../../../engine/recovery/seed/seed-blobs.ts";

describe("blobContent", () => {
  it("is the same each time, and another one for each blob", () => {
    expect(blobContent(3, 1_000).equals(blobContent(3, 1_000))).toBe(true);
    expect(blobContent(3, 1_000).equals(blobContent(4, 1_000))).toBe(false);
    expect(blobContent(3, 1_000)).toHaveLength(1_000);
  });

  it("does not come smaller", () => {
    expect(gzipSync(blobContent(0, 100_000)).length).toBeGreaterThan(100_000);
  });
});

describe("seedBlobs", () => {
  it("puts every blob, four at a time at most", async () => {
    const kept = new Map<string, number>();
    let underWay = 0;
    let most = 0;
    const put: ObjectStore["put"] = async (key, body) => {
      most = Math.max(most, (underWay += 1));
      await Promise.resolve();
      underWay -= 1;
      kept.set(key, (body as Buffer).length);
    };
    await seedBlobs({ put }, { count: 10, bytes: 16 }, new AbortController().signal);
    expect([...kept.keys()].sort()).toEqual(Array.from({ length: 10 }, (_, n) => `uploads/seed-${n}.bin`));
    expect(new Set(kept.values())).toEqual(new Set([16]));
    expect(most).toBe(4);
  });
});

import { describe, expect, it } from "vitest";
import { contentKeys, openKeys, sealedKey } from "../../../../backup/format/layout.ts";

describe("keys of a backup", () => {
  it("say what lies open and what is sealed", () => {
    expect(openKeys.progress("postgres")).toBe("progress/postgres.json");
    expect(sealedKey(contentKeys.postgresData(3412))).toBe("postgres/3412.dat.zst.age");
    expect(openKeys.restore("r1")).toBe("restores/r1/");
  });

  it("keep names apart that hold slashes", () => {
    const keys = [
      contentKeys.documents("a", "b/c"),
      contentKeys.documents("a/b", "c"),
      contentKeys.documents("a", "b%2Fc"),
      contentKeys.documentsMetadata("a", "b/c"),
    ];
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys[0]).toBe("documents/a/b%2Fc.bson");
    for (const key of keys) expect(key.split("/")).toHaveLength(3);
  });

  it.each(["", "../up", "a b\n", "ü/".repeat(500)])("are plain for the blob %j", (key) => {
    expect(contentKeys.blob(key)).toMatch(/^blobs\/[0-9a-f]{64}$/);
  });
});

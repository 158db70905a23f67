import { BSON } from "mongodb";
import { describe, expect, it } from "vitest";
import { documentFields } from "../../../../../contract/persistence.ts";
import { keptDocument, mixedDocument, type ValueTypes } from "../../../../../engine/recovery/seed/documents.ts";

const bytesOf = (n: number, types: ValueTypes) => Buffer.from(BSON.serialize(mixedDocument(n, types)));

/** Numbers as the types that they are stored as. */
const stored = (n: number, types: ValueTypes) => BSON.deserialize(bytesOf(n, types), { promoteValues: false });

describe("a document as agents keep them", () => {
  it("has their fields", () => {
    const document = keptDocument("seed-draft-", 7);
    expect(Object.keys(document)).toEqual(Object.values(documentFields));
    expect(document["_id"]).toBe("seed-draft-7");
    expect(JSON.parse(String(document["reply"]))).toMatchObject({ id: "seed-draft-7", ok: true });
  });

  it("is the same each time", () => {
    expect(keptDocument("seed-draft-", 7)).toEqual(keptDocument("seed-draft-", 7));
  });
});

describe("a document of every type", () => {
  it("is the same each time", () => {
    for (const n of [0, 1, 2, 3, 999]) expect(bytesOf(n, "all").equals(bytesOf(n, "all"))).toBe(true);
  });

  it("begins with an id, which is of another type each time and never the same", () => {
    const ids = Array.from({ length: 400 }, (_, n) => {
      const document = mixedDocument(n, "common");
      expect(Object.keys(document)[0]).toBe("_id");
      return String(document._id);
    });
    expect(new Set(ids).size).toBe(400);
  });

  it("keeps whole numbers of each kind apart", () => {
    const { wholeDouble, int, long } = stored(8, "common");
    expect([wholeDouble, int, long].map((each: { _bsontype: string }) => each._bsontype)).toEqual([
      "Double",
      "Int32",
      "Long",
    ]);
  });

  it("has keys that read like integers where they were put", () => {
    const bytes = bytesOf(5, "common");
    const at = (key: string) => bytes.indexOf(Buffer.from(`\u0002${key}\0`));
    const places = [at("b"), at("10"), at("9")];
    expect(places).not.toContain(-1);
    expect([...places].sort((a, b) => a - b)).toEqual(places);
  });

  it("leaves out what a stand-in for MongoDB does not take", () => {
    const rare = ["decimal", "least", "most", "code", "notANumber", "infinite", "negativeZero", "nestedList", "a.b"];
    expect(Object.keys(stored(1, "all"))).toEqual(expect.arrayContaining(rare));
    for (const field of rare) expect(Object.keys(stored(1, "common"))).not.toContain(field);
  });
});

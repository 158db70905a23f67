import fc from "fast-check";
import { BSON } from "mongodb";
import { describe, expect, it } from "vitest";
import { insertable } from "../../../../../backup/stores/documents/faithful.ts";
import { raw } from "./given.ts";

const { Binary, BSONRegExp, BSONSymbol, Code, DBRef, Decimal128, Double, Int32, Long } = BSON;
const { MaxKey, MinKey, ObjectId, Timestamp, UUID } = BSON;

/** What the driver writes of it. */
const written = (document: Buffer): Buffer =>
  Buffer.from(BSON.serialize(insertable(document, "d.c"), { ignoreUndefined: false }));

const inOrder = (...entries: [string, unknown][]) => new Map(entries);

const bytes = Buffer.from("0123456789abcdef");
const values: Record<string, unknown> = {
  double: new Double(1.5),
  "double that is whole": new Double(3),
  "double that is no number": new Double(NaN),
  "double -0": new Double(-0),
  "double without end": new Double(-Infinity),
  string: "text",
  "string with a byte order mark": "\ufefftext that is longer than twenty bytes",
  "string with a replacement character": "\ufffd and \u0000 and \u{1f600}",
  "empty string": "",
  object: { a: 1, b: { c: null } },
  "empty object": {},
  "object with keys such as array's": inOrder(["b", 1], ["1", 2], ["0", 3]),
  "object with an empty key": { "": 1 },
  "object like a reference": { $ref: "drafts", $id: 1 },
  "object like a reference to another database": { $id: 1, $ref: "other.drafts" },
  reference: new DBRef("drafts", new ObjectId(), "other", { more: 1 }),
  "object with a prototype": inOrder(["__proto__", { a: 1 }]),
  "object like a BSON type": inOrder(["_bsontype", "ObjectId"]),
  "object with methods' names": { toBSON: 1, toString: "x", constructor: null },
  array: [1, "two", null],
  "empty array": [],
  "arrays in arrays": [[1, [2, [{ "0": [] }]]], []],
  "array of objects with keys such as array's": [inOrder(["2", 1], ["1", []])],
  ...Object.fromEntries(
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 128, 255].map((subtype) => [`binary ${subtype}`, new Binary(bytes, subtype)]),
  ),
  "binary that is no UUID": new Binary(Buffer.from("short"), 4),
  "empty binary": new Binary(Buffer.alloc(0), 0),
  vector: new Binary(Buffer.from([3, 0, 1, 255]), 9),
  UUID: new UUID(),
  ObjectId: new ObjectId(),
  true: true,
  false: false,
  date: new Date("2026-01-02T03:04:05.678Z"),
  "date before 1970": new Date(-1),
  "last date": new Date(8.64e15),
  null: null,
  "regular expression": new BSONRegExp("^a/b$", "imsx"),
  code: new Code("() => 1"),
  "code with scope": new Code("() => x", { x: 1, y: { z: [] } }),
  "code with scope and keys such as array's": new Code("() => ü", inOrder(["2", new Double(1)], ["1", "x"])),
  symbol: new BSONSymbol("s"),
  int32: new Int32(-1),
  timestamp: new Timestamp({ t: 0xffff_ffff, i: 0x8000_0001 }),
  "smallest int64": Long.MIN_VALUE,
  "largest int64": Long.MAX_VALUE,
  "small int64": Long.fromNumber(1),
  decimal128: Decimal128.fromString("1.10"),
  "decimal128 that is no number": Decimal128.fromString("NaN"),
  "smallest key": new MinKey(),
  "largest key": new MaxKey(),
};

describe("an insertable document is written as it was read, with a value that is", () => {
  it.each(Object.entries(values))("%s", (_, value) => {
    const alone = raw({ _id: 1, value });
    expect(written(alone)).toEqual(alone);
    const amongNumberedKeys = raw(inOrder(["_id", 1], ["2", value], ["1", [value, { value }]]));
    expect(written(amongNumberedKeys)).toEqual(amongNumberedKeys);
  });
});

describe("an insertable document", () => {
  it("is an object, or a map where the order of an object's keys would be another", () => {
    expect(insertable(raw({ _id: "d1", value: 1 }), "d.c")).not.toBeInstanceOf(Map);
    const numbered = inOrder(["_id", "d1"], ["1", "x"]);
    expect(insertable(raw(numbered), "d.c")).toEqual(numbered);
  });

  it.each([
    ["a reference", inOrder(["$ref", "drafts"], ["$id", 1])],
    ["a BSON type", inOrder(["_bsontype", "ObjectId"], ["_id", 1])],
    ["nothing", inOrder()],
  ])("may look as a whole like %s", (_, document) => {
    expect(written(raw(document))).toEqual(raw(document));
  });

  it("is written as it was read, whatever it consists of", () => {
    const name = fc.oneof(
      fc.string({ maxLength: 5 }),
      fc.constantFrom("", "0", "1", "2", "10", "_id", "$ref", "$id", "$db", "_bsontype", "__proto__"),
    );
    const leaf = fc.oneof(
      fc.double().map((value) => new Double(value)),
      fc.integer().map((value) => new Int32(value)),
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value) => Long.fromBigInt(value)),
      fc.string({ unit: "binary" }),
      fc.boolean(),
      fc.constant(null),
      fc.date({ noInvalidDate: true }),
      fc.uint8Array({ maxLength: 20 }).map((value) => new Binary(value)),
    );
    const { document } = fc.letrec<{ document: Map<string, unknown>; value: unknown }>((tie) => ({
      document: fc
        .uniqueArray(fc.tuple(name, tie("value")), { selector: ([key]) => key, maxLength: 6 })
        .map((entries) => new Map(entries)),
      value: fc.oneof({ depthSize: "small" }, leaf, tie("document"), fc.array(tie("value"), { maxLength: 4 })),
    }));
    fc.assert(
      fc.property(document, (each) => {
        expect(written(raw(each)).equals(raw(each))).toBe(true);
      }),
    );
  });
});

const element = (type: number, name: string, value: readonly number[]): Buffer =>
  Buffer.concat([Buffer.from([type]), Buffer.from(`${name}\0`), Buffer.from(value)]);

function documentOf(...elements: Buffer[]): Buffer {
  const document = Buffer.concat([Buffer.alloc(4), ...elements, Buffer.alloc(1)]);
  document.writeInt32LE(document.length);
  return document;
}

const id = element(BSON.BSONType.int, "_id", [7, 0, 0, 0]);

describe("a document that the driver cannot write as it was read", () => {
  it.each([
    ["a key that comes twice", [element(8, "a", [1]), element(8, "a", [0])]],
    ["a value of the type undefined", [element(6, "a", [])]],
    ["text that is not UTF-8", [element(2, "a", [3, 0, 0, 0, 0xff, 0xfe, 0])]],
    ["an array with keys of its own", [element(4, "a", [8, 0, 0, 0, 10, 0x35, 0, 0])]],
    ["a date beyond those of JavaScript", [element(9, "a", [0, 0, 0, 0, 0, 0, 0, 0x7f])]],
  ])("is named: %s", (_, elements) => {
    const message = expect.stringMatching(/^biowerk\.drafts: .*_id 7 /);
    const error = expect.objectContaining({ code: "backup.documents-bson", message });
    expect(() => insertable(documentOf(id, ...elements), "biowerk.drafts")).toThrow(error);
  });

  it("is named even if it has no id, or one that cannot be read", () => {
    const twice = [element(8, "a", [1]), element(8, "a", [0])];
    expect(() => insertable(documentOf(...twice), "d.c")).toThrow("_id (none)");
    const unreadable = element(2, "_id", [3, 0, 0, 0, 0xff, 0xfe, 0]);
    expect(() => insertable(documentOf(unreadable), "d.c")).toThrow("_id (unreadable)");
  });
});

import { BSON } from "mongodb";
import { describe, expect, it } from "vitest";
import {
  type Definition,
  digestOfDefinitions,
  metadataText,
  parseMetadata,
} from "../../../../../backup/stores/documents/definition.ts";

const { Double, Int32, Long } = BSON;
const one = new Int32(1);
const ownIndex = { v: new Int32(2), key: { _id: one }, name: "_id_" };

const definition = (changed: Partial<Definition> = {}): Definition => ({
  database: "biowerk",
  name: "drafts",
  type: "collection",
  options: {},
  indexes: [ownIndex],
  uuid: "0a1b",
  ...changed,
});

describe("metadata of a collection", () => {
  it("is what mongodump writes", () => {
    expect(JSON.parse(metadataText(definition({ options: { size: Long.fromNumber(4_096) } })))).toMatchObject({
      options: { size: { $numberLong: "4096" } },
      indexes: [{ v: { $numberInt: "2" }, key: { _id: { $numberInt: "1" } }, name: "_id_" }],
      uuid: "0a1b",
      collectionName: "drafts",
      type: "collection",
    });
  });

  it.each([
    ["plain", definition()],
    ["with a name that has dots", definition({ name: "drafts.old" })],
    ["a view", definition({ type: "view", options: { viewOn: "drafts", pipeline: [] }, indexes: [] })],
    ["with an operator that looks like a value", definition({ options: { validator: { a: { $regex: "^a" } } } })],
    ["with numbers of two types", definition({ indexes: [{ key: { a: new Double(1), b: one }, name: "x" }] })],
  ])("is read as it was: %s", (_, each) => {
    const part = `${each.database}.${each.name}`;
    expect(parseMetadata(metadataText(each), part, "k")).toStrictEqual(each);
  });

  it.each([
    ["no JSON", "{"],
    ["something else", "{}"],
    ["no BSON inside", JSON.stringify({ ...JSON.parse(metadataText(definition())), definition: "AAAA" })],
    ["another collection", metadataText(definition({ name: "tables" }))],
  ])("is damaged where it is %s", (_, text) => {
    const error = expect.objectContaining({ code: "backup.object-damaged" });
    expect(() => parseMetadata(text, "biowerk.drafts", "k")).toThrow(error);
  });
});

const digest = (...definitions: Definition[]) => digestOfDefinitions(definitions);
const withIndex = (index: object) => definition({ indexes: [ownIndex, index] });

describe("digest of definitions", () => {
  it("does not depend on order, versions or the types of numbers", () => {
    const drafts = { ...withIndex({ name: "a", key: { a: one } }), options: { capped: true, size: one } };
    const tables = definition({ name: "tables" });
    const same = definition({
      options: { size: new Double(1), capped: true },
      indexes: [
        { key: { a: new Double(1) }, v: one, ns: "biowerk.drafts", name: "a" },
        { name: "_id_", key: { _id: one } },
      ],
      uuid: "other",
    });
    expect(digest(tables, same)).toBe(digest(drafts, tables));
    expect(digest(drafts)).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([
    ["an index's order", withIndex({ name: "x", key: { b: one, a: one } })],
    ["an index's direction", withIndex({ name: "x", key: { a: new Int32(-1), b: one } })],
    ["an index's name", withIndex({ name: "y", key: { a: one, b: one } })],
    ["what an index demands", withIndex({ name: "x", key: { a: one, b: one }, unique: true })],
    ["a missing index", definition()],
    ["an option", { ...withIndex({ name: "x", key: { a: one, b: one } }), options: { capped: true } }],
    ["a database", { ...withIndex({ name: "x", key: { a: one, b: one } }), database: "other" }],
    ["a type", { ...withIndex({ name: "x", key: { a: one, b: one } }), type: "timeseries" }],
  ])("depends on %s", (_, other) => {
    expect(digest(other)).not.toBe(digest(withIndex({ name: "x", key: { a: one, b: one } })));
  });
});

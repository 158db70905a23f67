import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  containsUnknown,
  fromStruct,
  type Properties,
  toStruct,
  unknown,
  withoutNulls,
} from "../../../../../toolchain/plugins/shared/values.ts";

describe("the wire form", () => {
  it("gives back what was written", () => {
    const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
    const { bag } = fc.letrec((tie) => ({
      value: fc.oneof({ maxDepth: 3 }, leaf, fc.array(tie("value"), { maxLength: 3 }), tie("bag")),
      // google-protobuf's maps do not carry a key of that name.
      bag: fc.dictionary(
        fc.string().filter((key) => key !== "__proto__"),
        tie("value"),
        { maxKeys: 4 },
      ),
    }));
    fc.assert(
      fc.property(bag, (value) => {
        expect(fromStruct(toStruct(value as Properties))).toEqual(value);
      }),
    );
  });

  it("reads a missing bag as an empty one", () => {
    expect(fromStruct(undefined)).toEqual({});
  });
});

describe("containsUnknown", () => {
  it("looks at every depth", () => {
    expect(containsUnknown({ a: [{ b: unknown }] })).toBe(true);
    expect(containsUnknown({ a: [{ b: "known" }] })).toBe(false);
  });
});

describe("withoutNulls", () => {
  it("drops them from objects, also inside lists, and keeps what is only empty", () => {
    const bag = { a: null, b: { c: null, d: "" }, e: [{ f: null, g: 0 }], h: {} };
    expect(withoutNulls(bag)).toEqual({ b: { d: "" }, e: [{ g: 0 }], h: {} });
  });
});

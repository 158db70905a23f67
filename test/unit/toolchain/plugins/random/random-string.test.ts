import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  randomString,
  type StringOptions,
  stringProblems,
} from "../../../../../toolchain/plugins/random/random-string.ts";

const all: StringOptions = {
  length: 24,
  lower: true,
  upper: true,
  numeric: true,
  special: true,
  minLower: 0,
  minUpper: 0,
  minNumeric: 0,
  minSpecial: 0,
  overrideSpecial: "",
};
const count = (text: string, characters: RegExp) => text.match(characters)?.length ?? 0;

describe("randomString", () => {
  it("has the length, the classes and the minimums, whatever they are", () => {
    const options = fc.record({
      length: fc.integer({ min: 12, max: 40 }),
      lower: fc.boolean(),
      upper: fc.boolean(),
      numeric: fc.constant(true),
      special: fc.boolean(),
      minLower: fc.nat({ max: 3 }),
      minUpper: fc.nat({ max: 3 }),
      minNumeric: fc.nat({ max: 3 }),
      minSpecial: fc.nat({ max: 3 }),
      overrideSpecial: fc.constantFrom("", "_-"),
    });
    fc.assert(
      fc.property(options, (given) => {
        expect(stringProblems(given)).toEqual([]);
        const text = randomString(given);
        const specials = count(text, /[^a-zA-Z0-9]/g);
        expect(text).toHaveLength(given.length);
        expect(count(text, /[a-z]/g)).toBeGreaterThanOrEqual(given.minLower);
        expect(count(text, /[A-Z]/g)).toBeGreaterThanOrEqual(given.minUpper);
        expect(count(text, /\d/g)).toBeGreaterThanOrEqual(given.minNumeric);
        expect(specials).toBeGreaterThanOrEqual(given.minSpecial);
        if (!given.lower) expect(count(text, /[a-z]/g)).toBe(given.minLower);
        if (!given.upper) expect(count(text, /[A-Z]/g)).toBe(given.minUpper);
        if (!given.special) expect(specials).toBe(given.minSpecial);
        if (given.overrideSpecial !== "") expect(count(text, /[_-]/g)).toBe(specials);
      }),
    );
  });

  it("puts the required characters anywhere", () => {
    const options = { ...all, length: 4, upper: false, special: false, numeric: false, minNumeric: 1 };
    const places = new Set(Array.from({ length: 400 }, () => randomString(options).search(/\d/)));
    expect([...places].sort()).toEqual([0, 1, 2, 3]);
  });

  it("uses every allowed character and repeats no text", () => {
    const texts = Array.from({ length: 300 }, () => randomString(all));
    expect(new Set(texts).size).toBe(texts.length);
    expect(new Set(texts.join("")).size).toBe(26 + 26 + 10 + 21);
  });
});

describe("stringProblems", () => {
  it.each([
    [{ length: 0 }, "length"],
    [{ length: 1.5 }, "length"],
    [{ length: 3, minLower: 2, minUpper: 2 }, "length"],
    [{ minNumeric: -1 }, "minNumeric"],
    [{ lower: false, upper: false, numeric: false, special: false }, "length"],
  ])("names the property that is wrong in %j", (options, property) => {
    expect(stringProblems({ ...all, ...options })).toEqual([{ property, reason: expect.any(String) }]);
  });
});

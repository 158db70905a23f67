import { describe, expect, it } from "vitest";
import { exitCodeOf, worst } from "../../../cli/exit-codes.ts";

describe("exitCodeOf", () => {
  it.each([
    ["PASS", [], 0],
    ["PASS", ["container c"], 5],
    ["FAIL", ["container c"], 1],
    ["ERROR", [], 3],
    ["INCONCLUSIVE", ["container c"], 4],
  ] as const)("%s leaving %j behind is %i", (verdict, left, code) => {
    expect(exitCodeOf(verdict, left)).toBe(code);
  });
});

describe("worst", () => {
  it.each([
    [[0, 5, 4, 2, 1, 3], 3],
    [[0, 5, 4, 2, 1], 1],
    [[0, 5, 4, 2], 2],
    [[0, 5, 4], 4],
    [[0, 5], 5],
    [[0], 0],
    [[], 0],
  ] as const)("of %j is %i", (codes, code) => {
    expect(worst(codes)).toBe(code);
  });
});

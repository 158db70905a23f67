import { describe, expect, it } from "vitest";
import { judgeReferences, usesOf } from "../../../../engine/recovery/judge-references.ts";

const uses = usesOf(
  new Map([
    ["session:1", "plan-1"],
    ["session:2", "plan-2"],
    ["session:3", "plan-1"],
  ]),
);

describe("usesOf", () => {
  it("counts who names what, with one of them", () => {
    expect(uses).toEqual([
      { target: "plan-1", count: 2, example: "session:1" },
      { target: "plan-2", count: 1, example: "session:2" },
    ]);
  });
});

describe("judgeReferences", () => {
  it("is ok where all that is named is there, whatever else is", () => {
    expect(judgeReferences(uses, new Set(["plan-1", "plan-2", "plan-3"]))).toEqual({
      ok: true,
      detail: "3 name 2, all of which are there",
    });
  });

  it("counts what dangles and names the first", () => {
    expect(judgeReferences(uses, new Set(["plan-2"]))).toEqual({
      ok: false,
      detail: "2 of 3 dangle: 1 of the 2 that are named are missing, such as plan-1 (named by session:1)",
    });
  });

  it("names three of many", () => {
    const many = usesOf(new Map(Array.from({ length: 9 }, (_, n) => [`session:${n}`, `plan-${n}`])));
    const { detail } = judgeReferences(many, new Set());
    expect(detail).toContain("plan-2");
    expect(detail).not.toContain("plan-3");
  });

  it("is evidence of nothing where nothing is named", () => {
    expect(judgeReferences([], new Set(["plan-1"])).ok).toBeNull();
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { differences, pathSteps, pathText } from "../../../../../toolchain/plugins/shared/differences.ts";

describe("differences", () => {
  it("names the innermost places", () => {
    const olds = { keep: 1, gone: 2, list: [{ a: 1 }, { a: 2 }], deep: { x: "old" }, shape: { y: 1 } };
    const news = { keep: 1, list: [{ a: 1 }, { a: 3 }, { a: 4 }], deep: { x: "new" }, shape: [1], made: true };
    expect(differences(olds, news)).toEqual([
      { steps: ["gone"], kind: "delete" },
      { steps: ["list", 1, "a"], kind: "update" },
      { steps: ["list", 2], kind: "add" },
      { steps: ["deep", "x"], kind: "update" },
      { steps: ["shape"], kind: "update" },
      { steps: ["made"], kind: "add" },
    ]);
  });

  it("is empty for equal values", () => {
    const value = { a: [1, { b: null }], c: {} };
    expect(differences(value, structuredClone(value))).toEqual([]);
  });
});

describe("property paths", () => {
  it.each([
    [["spec", "replicas"], "spec.replicas"],
    [["spec", "containers", 0, "image"], "spec.containers[0].image"],
    [["metadata", "annotations", "pulumi.com/skipAwait"], 'metadata.annotations["pulumi.com/skipAwait"]'],
  ])("writes %j", (steps, text) => {
    expect(pathText(steps)).toBe(text);
    expect(pathSteps(text)).toEqual(steps);
  });

  it("reads what it writes, for any key", () => {
    const key = fc.stringMatching(/^[a-z."[\]/-]{1,8}$/).filter((text) => !/^\d+$|^\*$|\\/.test(text));
    const steps = fc.array(fc.oneof(key, fc.nat({ max: 20 })), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(steps, (path) => {
        expect(pathSteps(pathText(path))).toEqual(path);
      }),
    );
  });
});

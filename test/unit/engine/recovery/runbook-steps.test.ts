import { describe, expect, it } from "vitest";
import { diffSteps, runbookStep, tookMs } from "../../../../engine/recovery/runbook-steps.ts";
import { stepOf } from "./some-steps.ts";

describe("a step", () => {
  it("is of its schema and says how long it took", () => {
    expect(tookMs(runbookStep.parse(stepOf("backup", 1_500)))).toBe(1_500);
  });
});

describe("diffSteps", () => {
  it("finds nothing between a run and itself", () => {
    const steps = [stepOf("backup", 1_000), stepOf("restore", 2_000)];
    expect(diffSteps(steps, steps)).toEqual({ added: [], gone: [], slower: [], changed: [] });
  });

  it("finds steps that are new and steps that are gone", () => {
    const diff = diffSteps([stepOf("old", 1), stepOf("both", 1)], [stepOf("both", 1), stepOf("new", 1)]);
    expect(diff).toMatchObject({ added: ["new"], gone: ["old"] });
  });

  it("finds what is slower by more than a quarter", () => {
    const before = [stepOf("a", 1_000), stepOf("b", 1_000), stepOf("c", 1_000)];
    const now = [stepOf("a", 1_250), stepOf("b", 1_251), stepOf("c", 10)];
    expect(diffSteps(before, now).slower).toEqual([{ name: "b", beforeMs: 1_000, nowMs: 1_251 }]);
  });

  it("compares no time with that of a step that was skipped", () => {
    const before = [stepOf("a", 0, { result: "skipped" })];
    expect(diffSteps(before, [stepOf("a", 9_000)])).toMatchObject({
      slower: [],
      changed: [{ name: "a", before: "skipped", now: "ok" }],
    });
  });
});

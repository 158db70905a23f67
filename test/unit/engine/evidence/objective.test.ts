import { describe, expect, it } from "vitest";
import { objective } from "../../../../engine/evidence/objective.ts";

const probe = { id: "ready", title: "t", remedy: "r", kind: "probe", probe: "p" };
const loadOf = (endpoints: string[]) => ({ load: "l", endpoints, phase: "fault", against: "baseline" });

describe("objective", () => {
  it("needs nothing where nothing is said", () => {
    expect(objective.parse(probe)).toEqual({ ...probe, needs: [] });
  });

  it("can be optional", () => {
    expect(objective.parse({ ...probe, required: false })).toMatchObject({ required: false });
  });

  it.each([
    ["a quantile of 1", { kind: "latency", load: "l", endpoint: "*", quantile: 1, limitMs: 1, minSamples: 1 }],
    ["a limit of no errors at all", { kind: "errors", load: "l", endpoint: "*", limitRatio: 0, minSamples: 1 }],
    ["no sample", { kind: "errors", load: "l", endpoint: "*", limitRatio: 0.1, minSamples: 0 }],
    ["more goodput than there was", { kind: "goodput", ...loadOf(["a"]), minRatio: 1, minSamples: 1 }],
    ["the goodput of no route", { kind: "goodput", ...loadOf([]), minRatio: 0.9, minSamples: 1 }],
    ["a kind that is unknown", { kind: "hope" }],
  ])("cannot demand %s", (_what, fields) => {
    const { id, title, remedy } = probe;
    expect(objective.safeParse({ id, title, remedy, ...fields }).success).toBe(false);
  });
});

import { describe, expect, it } from "vitest";
import { type BlastRadius, requireWithin } from "../../../../engine/faults/blast-radius.ts";
import type { Target } from "../../../../engine/faults/fault.ts";

const radius: BlastRadius = {
  links: ["redis"],
  workloads: { osteon: 0.5, mesh: 1 },
  pods: { osteon: 3, mesh: 1, nucleus: 1 },
  data: ["redis"],
};
const pod = (workload: string, name = `${workload}-0`): Target => ({ kind: "pod", name, workload });

function refusalOf(...targets: Target[]): string {
  try {
    requireWithin(radius, targets);
  } catch (thrown) {
    expect(thrown).toMatchObject({ code: "fault.blast-radius", kind: "usage" });
    return (thrown as Error).message;
  }
  return "none";
}

describe("requireWithin", () => {
  it("lets what was declared pass", () => {
    const declared: Target[] = [
      { kind: "link", name: "redis" },
      { kind: "data", name: "redis" },
      { kind: "workload", name: "mesh" },
      pod("osteon"),
    ];
    expect(refusalOf(...declared)).toBe("none");
  });

  it.each<[string, Target]>([
    ["a link", { kind: "link", name: "postgres" }],
    ["data", { kind: "data", name: "postgres" }],
    ["a workload", { kind: "workload", name: "nucleus" }],
    ["a pod", pod("nucleus")],
    ["a selector that takes all", { kind: "workload", name: "*" }],
  ])("refuses %s that was not declared", (_what, target) => {
    expect(refusalOf(target)).toContain("not declared");
  });

  it("rounds the share of pods down", () => {
    expect(refusalOf(pod("osteon", "a"), pod("osteon", "b"))).toBe("refused: 2 pods of osteon, at most 1 declared");
  });

  it("counts a pod once that several faults take", () => {
    expect(refusalOf(pod("osteon", "a"), pod("osteon", "a"))).toBe("none");
  });

  it("spares what lifts faults, declared or not", () => {
    const wide = { ...radius, workloads: { "fault-guard": 1, toxiproxy: 1 }, pods: { "fault-guard": 1, toxiproxy: 1 } };
    expect(() => requireWithin(wide, [pod("fault-guard")])).toThrow(/spared/);
    expect(() => requireWithin(wide, [pod("toxiproxy")])).toThrow(/spared/);
  });

  it("refuses a fault without a target", () => {
    expect(refusalOf()).toBe("the fault has no target");
  });

  it("names everything that is wrong", () => {
    expect(refusalOf(pod("nucleus"), { kind: "link", name: "postgres" })).toMatch(/nucleus.*; link postgres/);
  });
});

import { describe, expect, it } from "vitest";
import type { Fault } from "../../../../engine/faults/fault.ts";
import { planFaults } from "../../../../engine/faults/fault-plan.ts";
import { contextOf, PlayedCluster } from "./played-cluster.ts";

const radius = { links: ["redis"], workloads: { osteon: 0.5 }, pods: { osteon: 2 }, data: [] };

function fault(changes: Partial<Fault>): Fault {
  return {
    name: "a-fault",
    summary: "",
    targets: async () => [{ kind: "link", name: "redis" }],
    undo: async () => [{ op: "reset-proxy", proxy: "redis" }],
    inject: async () => undefined,
    effect: async () => [],
    restored: async () => [],
    ...changes,
  };
}

const taking = (name: string) => fault({ targets: async () => [{ kind: "pod", name, workload: "osteon" }] });
const cutting = (pod: string) =>
  fault({ cut: async () => ({ pods: [pod], networks: ["10.244.0.0/24"] }), undo: async () => [] });
const plan = (...faults: Fault[]) => planFaults(faults, radius, contextOf(new PlayedCluster()));

describe("planFaults", () => {
  it("has the undo of each fault, and all of them without the ones that come twice", async () => {
    const both = await plan(fault({}), fault({ undo: async () => [{ op: "delete-policies", runId: "r" }] }), fault({}));
    expect(both.parts.map(({ undo }) => undo.length)).toEqual([1, 1, 1]);
    expect(both.undo).toEqual([
      { op: "reset-proxy", proxy: "redis" },
      { op: "delete-policies", runId: "r" },
    ]);
  });

  it("cuts off the pods of all faults", async () => {
    expect((await plan(cutting("10.244.0.7"), cutting("10.244.0.8"), cutting("10.244.0.7"))).cut).toEqual({
      pods: ["10.244.0.7", "10.244.0.8"],
      networks: ["10.244.0.0/24"],
    });
    expect((await plan(fault({}))).cut).toBeNull();
    expect((await plan(fault({ cut: async () => null }))).cut).toBeNull();
  });

  it("refuses faults that are too much together", async () => {
    await expect(plan(taking("a"))).resolves.toBeDefined();
    await expect(plan(taking("a"), taking("b"))).rejects.toMatchObject({ code: "fault.blast-radius" });
  });

  it("asks for no undo of what is refused", async () => {
    const undo = () => Promise.reject(new Error("asked"));
    await expect(plan(fault({ targets: async () => [], undo }))).rejects.toThrow("no target");
  });
});

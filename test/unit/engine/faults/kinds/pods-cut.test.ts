import { beforeEach, describe, expect, it } from "vitest";
import { podsCut } from "../../../../../engine/faults/kinds/pods-cut.ts";
import { contextOf, pod } from "../played-cluster.ts";
import { PolicedCluster, policedContextOf } from "../policed-cluster.ts";

let cluster: PolicedCluster;
beforeEach(() => {
  cluster = new PolicedCluster();
  cluster.pods.push(pod("osteon", "osteon-a", "10.244.0.7"), pod("osteon", "osteon-b", "10.244.0.8"));
});

describe("pods that are cut off", () => {
  it("are so by what their cluster has, and are the same ones either way", async () => {
    const fault = podsCut("osteon", 1);
    for (const context of [contextOf(cluster), policedContextOf(cluster)]) {
      expect(await fault.targets(context)).toEqual([{ kind: "pod", name: "osteon-a", workload: "osteon" }]);
    }
    expect((await fault.undo(contextOf(cluster))).map(({ op }) => op)).toEqual(["flush-chain"]);
    const byPolicy = await fault.undo(policedContextOf(cluster));
    expect(byPolicy.map(({ op }) => op)).toEqual(["restore-fields", "delete-policies"]);
    await fault.inject(contextOf(cluster));
    expect(cluster.policies.size).toBe(0);
    await fault.inject(policedContextOf(cluster));
    expect(cluster.policies.size).toBe(1);
  });

  it("are told in words that hold for both", () => {
    expect(podsCut("osteon", 1).summary).toBe(
      "1 of osteon's pods can reach no other pod, and no other pod can reach it",
    );
    expect(podsCut("osteon", "all").summary).toMatch(/^all of osteon's pods .* reach them$/);
  });
});

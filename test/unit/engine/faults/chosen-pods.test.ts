import { beforeEach, describe, expect, it } from "vitest";
import { ChosenPods } from "../../../../engine/faults/chosen-pods.ts";
import { contextOf, pod, PlayedCluster } from "./played-cluster.ts";

let cluster: PlayedCluster;
beforeEach(() => {
  cluster = new PlayedCluster();
  cluster.pods = [pod("osteon", "osteon-b", "10.244.0.8"), pod("osteon", "osteon-a", "10.244.0.7")];
});
const names = (chosen: ChosenPods) => chosen.pods.map(({ name }) => name);

describe("chosen pods", () => {
  it.each<[number | "all", string[]]>([
    [1, ["osteon-a"]],
    [3, ["osteon-a", "osteon-b"]],
    ["all", ["osteon-a", "osteon-b"]],
  ])("are %s, by name", async (count, expected) => {
    const chosen = new ChosenPods("osteon", count);
    expect(chosen.pods).toEqual([]);
    const targets = await chosen.choose(contextOf(cluster));
    expect(targets).toEqual(expected.map((name) => ({ kind: "pod", name, workload: "osteon" })));
    expect(names(chosen)).toEqual(expected);
  });

  it("stay the same until they are chosen anew", async () => {
    const chosen = new ChosenPods("osteon", 1);
    await chosen.choose(contextOf(cluster));
    cluster.pods = [pod("osteon", "osteon-c", "10.244.0.9")];
    expect(names(chosen)).toEqual(["osteon-a"]);
    await chosen.choose(contextOf(cluster));
    expect(names(chosen)).toEqual(["osteon-c"]);
  });
});

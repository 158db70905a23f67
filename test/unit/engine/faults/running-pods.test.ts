import { beforeEach, describe, expect, it } from "vitest";
import { podsOf } from "../../../../engine/faults/running-pods.ts";
import { contextOf, pod, PlayedCluster } from "./played-cluster.ts";

let cluster: PlayedCluster;
beforeEach(() => {
  cluster = new PlayedCluster();
});

describe("podsOf", () => {
  it("knows the pods of one workload that run and stay, by name", async () => {
    const leaving = pod("osteon", "osteon-0", "10.244.0.1");
    leaving.metadata = { ...leaving.metadata, deletionTimestamp: new Date(0) };
    const pending = pod("osteon", "osteon-1", "10.244.0.2");
    pending.status = { phase: "Pending" };
    cluster.pods = [leaving, pending, pod("osteon", "osteon-3", "10.244.0.4"), pod("osteon", "osteon-2", "10.244.0.3")];
    cluster.pods.push(pod("mesh", "mesh-0", "10.244.0.5"));
    expect(await podsOf(contextOf(cluster), "osteon")).toEqual([
      { name: "osteon-2", uid: "uid-of-osteon-2", ip: "10.244.0.3" },
      { name: "osteon-3", uid: "uid-of-osteon-3", ip: "10.244.0.4" },
    ]);
  });

  it.each(["*", "", "osteon,mesh", "osteon)", "!osteon", "Osteon"])("refuses %j, which selects more", async (name) => {
    await expect(podsOf(contextOf(cluster), name)).rejects.toMatchObject({ code: "fault.selector", kind: "usage" });
  });
});

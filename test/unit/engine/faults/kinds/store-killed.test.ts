import { beforeEach, describe, expect, it } from "vitest";
import { storeKilled } from "../../../../../engine/faults/kinds/store-killed.ts";
import { contextOf, pod, PlayedCluster } from "../played-cluster.ts";

let cluster: PlayedCluster;
beforeEach(() => {
  cluster = new PlayedCluster();
  cluster.pods = [pod("postgres", "postgres-0", "10.244.0.7")];
});

describe("a killed store", () => {
  it("is seen to be gone although its next pod has the same name", async () => {
    const fault = storeKilled("postgres");
    expect(await fault.targets(contextOf(cluster))).toEqual([
      { kind: "pod", name: "postgres-0", workload: "postgres" },
    ]);
    await fault.inject(contextOf(cluster));
    const next = pod("postgres", "postgres-0", "10.244.0.8");
    cluster.pods = [{ ...next, metadata: { ...next.metadata, uid: "another" } }];
    expect(await fault.effect(contextOf(cluster))).toMatchObject([{ ok: true }]);
  });

  it.each([
    [1, true],
    [undefined, false],
  ])("is restored once its pod is ready: %j", async (readyReplicas, ok) => {
    cluster.workloads.set("postgres", { spec: { replicas: 1 }, status: { readyReplicas } });
    expect(await storeKilled("postgres").restored(contextOf(cluster))).toMatchObject([{ ok }]);
  });
});

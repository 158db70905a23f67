import type { V1Deployment } from "@kubernetes/client-node";
import { beforeEach, describe, expect, it } from "vitest";
import { isRolledOut, rolledOut } from "../../../../engine/faults/rolled-out.ts";
import { contextOf, PlayedCluster } from "./played-cluster.ts";

const done = { observedGeneration: 3, updatedReplicas: 2, availableReplicas: 2, replicas: 2 };
const deployment = (status: object) => ({ metadata: { generation: 3 }, spec: { replicas: 2 }, status });

describe("isRolledOut", () => {
  it.each<[string, object, boolean]>([
    ["all pods are new", {}, true],
    ["the controller has not looked", { observedGeneration: 2 }, false],
    ["one is not available", { availableReplicas: 1 }, false],
    ["one is old", { updatedReplicas: 1 }, false],
    ["an old one is still there", { replicas: 3 }, false],
  ])("where %s", (_what, changes, wanted) => {
    expect(isRolledOut(deployment({ ...done, ...changes }) as V1Deployment)).toBe(wanted);
  });
});

describe("waiting for new pods", () => {
  let cluster: PlayedCluster;
  beforeEach(() => {
    cluster = new PlayedCluster();
    cluster.workloads.set("mesh", deployment({ ...done, availableReplicas: 1 }));
  });

  it("ends once they are there", async () => {
    cluster.workloads.set("mesh", deployment(done));
    await rolledOut(contextOf(cluster), "mesh", { timeoutMs: 0 });
  });

  it("ends with what they lack once its time is over", async () => {
    await expect(rolledOut(contextOf(cluster), "mesh", { timeoutMs: 0 })).rejects.toMatchObject({
      code: "fault.rollout",
      kind: "environment",
      message: "the pods of mesh were not replaced within 0 s: 2 of 2 are new, 1 are available",
    });
  });

  it("ends where it is given up, or stopped", async () => {
    await rolledOut(contextOf(cluster), "mesh", { givenUp: async () => true });
    const stopped = AbortSignal.abort();
    await expect(rolledOut(contextOf(cluster), "mesh", { signal: stopped })).rejects.toThrow(/abort/i);
  });
});

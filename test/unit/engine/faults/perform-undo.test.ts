import { beforeEach, describe, expect, it } from "vitest";
import { performUndo, performUndos, performUndosPatiently } from "../../../../engine/faults/perform-undo.ts";
import type { UndoOperation } from "../../../../engine/faults/undo.ts";
import { patchWorkload } from "../../../../engine/faults/workload.ts";
import { json, namespace, PlayedCluster, pod } from "./played-cluster.ts";
import { PolicedCluster } from "./policed-cluster.ts";

let cluster: PlayedCluster;
beforeEach(() => {
  cluster = new PlayedCluster();
});

const resetRedis: UndoOperation = { op: "reset-proxy", proxy: "redis" };
const perform = (operation: UndoOperation) => performUndo(operation, cluster, namespace);
const osteon = { kind: "Pod", name: "osteon-a" } as const;
const restoreMesh: UndoOperation = {
  op: "restore-fields",
  workload: { kind: "Deployment", name: "mesh" },
  fields: [{ path: "/spec/replicas", value: 2 }],
};

describe("performUndo", () => {
  it("enables a proxy and removes its toxics, as often as it is asked to", async () => {
    const toxic = { name: "hung", type: "timeout", stream: "upstream", toxicity: 1, attributes: {} } as const;
    cluster.proxies.set("redis", { name: "redis", enabled: false, toxics: [toxic, { ...toxic, name: "slow" }] });
    await perform(resetRedis);
    await perform(resetRedis);
    expect(cluster.proxies.get("redis")).toEqual({ name: "redis", enabled: true, toxics: [] });
  });

  it("puts recorded values back", async () => {
    let sent = "";
    cluster.intervene = ({ method, path, body, contentType }) => {
      sent = `${method} ${path} ${contentType} ${body}`;
      return json(200, {});
    };
    await perform(restoreMesh);
    expect(sent).toBe(
      `PATCH /apis/apps/v1/namespaces/${namespace}/deployments/mesh application/json-patch+json ` +
        '[{"op":"add","path":"/spec/replicas","value":2}]',
    );
  });

  it("deletes the policies of one run alone", async () => {
    cluster.intervene = () => json(200, {});
    await perform({ op: "delete-policies", runId: "run-1" });
    expect(cluster.log).toEqual([
      "DELETE /apis/networking.k8s.io/v1/networkpolicies?labelSelector=drill.biowerk/run=run-1",
    ]);
  });

  it("leaves the packet filter to the guards", async () => {
    await perform({ op: "flush-chain", chain: "DRILL-00000000" });
    expect(cluster.log).toEqual([]);
  });

  it("takes a label from a pod, as often as it is asked to", async () => {
    const policed = new PolicedCluster();
    policed.pods = [pod("osteon", "osteon-a", "10.244.0.7")];
    const path = "/metadata/labels/drill.biowerk~1isolated";
    const labels = () => policed.pods[0]?.metadata?.labels;
    const before = { ...labels() };
    await patchWorkload(policed, namespace, osteon, [{ path, value: "osteon-a" }]);
    expect(labels()).toEqual({ ...before, "drill.biowerk/isolated": "osteon-a" });
    const unlabel: UndoOperation = { op: "restore-fields", workload: osteon, fields: [{ path, value: null }] };
    await performUndo(unlabel, policed, namespace);
    await performUndo(unlabel, policed, namespace);
    expect(labels()).toEqual(before);
    policed.pods = [];
    await performUndo(unlabel, policed, namespace);
  });

  it("needs nothing of what is gone", async () => {
    await perform({ op: "reset-proxy", proxy: "no-such-link" });
    await perform(restoreMesh);
  });

  it("fails where it is refused", async () => {
    cluster.intervene = () => json(503, { message: "no endpoints" });
    await expect(perform(resetRedis)).rejects.toThrow(/answered 503/);
    await expect(perform(restoreMesh)).rejects.toThrow(/answered 503/);
  });
});

const undo: UndoOperation[] = ["a", "b", "c"].map((proxy) => ({ op: "reset-proxy", proxy }));
const proxyOf = (operation: UndoOperation) => (operation.op === "reset-proxy" ? operation.proxy : "");

describe("performUndos", () => {
  it("goes from the last to the first, and past those that fail", async () => {
    const tried: string[] = [];
    const failed = await performUndos(undo, async (operation) => {
      tried.push(proxyOf(operation));
      if (proxyOf(operation) !== "a") throw new Error("away");
    });
    expect(tried).toEqual(["c", "b", "a"]);
    expect(failed.map(({ operation, reason }) => [proxyOf(operation), reason])).toEqual([
      ["b", "reset-proxy: away"],
      ["c", "reset-proxy: away"],
    ]);
  });
});

describe("performUndosPatiently", () => {
  it("tries again what failed, and nothing else", async () => {
    const tried: string[] = [];
    const flaky = async (operation: UndoOperation) => {
      tried.push(proxyOf(operation));
      if (proxyOf(operation) === "b" && tried.length < 5) throw new Error("away");
    };
    expect(await performUndosPatiently(undo, flaky, { undoMs: 5_000, everyMs: 0 })).toEqual([]);
    expect(tried).toEqual(["c", "b", "a", "b", "b"]);
  });

  it("gives up when its time is over", async () => {
    const never = () => Promise.reject(new Error("away"));
    expect(await performUndosPatiently(undo, never, { undoMs: 0, everyMs: 0 })).toHaveLength(3);
  });
});

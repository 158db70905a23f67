import { beforeEach, describe, expect, it } from "vitest";
import { podsCut } from "../../../../../engine/faults/kinds/pods-cut.ts";
import { performUndo, performUndos } from "../../../../../engine/faults/perform-undo.ts";
import type { UndoOperation } from "../../../../../engine/faults/undo.ts";
import type { ProbeContext } from "../../../../../engine/probes/probe.ts";
import { json, namespace, pod } from "../played-cluster.ts";
import { PolicedCluster, policedContextOf } from "../policed-cluster.ts";

let cluster: PolicedCluster;
beforeEach(() => {
  cluster = new PolicedCluster();
  cluster.pods.push(pod("osteon", "osteon-a", "10.244.0.7"), pod("osteon", "osteon-b", "10.244.0.8"));
});
const context = () => policedContextOf(cluster);
const unwatched = () => policedContextOf(cluster, { observability: null });
const lift = (undo: readonly UndoOperation[]) =>
  performUndos(undo, (operation) => performUndo(operation, cluster, namespace));

/** Osteon's pods cut off, and how that is lifted. */
async function injected(count: number | "all", where: () => ProbeContext = context) {
  const fault = podsCut("osteon", count);
  await fault.targets(where());
  const undo = await fault.undo(where());
  await fault.inject(where());
  return { fault, undo };
}

describe("pods that policies isolate", () => {
  it("are each taken by a policy of its own that allows nothing either way, and the guards cut nothing", async () => {
    const { fault } = await injected("all");
    expect(cluster.isolated).toEqual(["osteon-a", "osteon-b"]);
    const [first] = [...cluster.policies.values()];
    expect(cluster.policies.size).toBe(2);
    expect(first).toMatchObject({
      metadata: { labels: { "drill.biowerk/run": "chaos-1-run", "drill.biowerk/environment": "chaos-1" } },
      spec: {
        podSelector: { matchLabels: { "drill.biowerk/isolated": "osteon-a" } },
        policyTypes: ["Ingress", "Egress"],
        ingress: [],
        egress: [],
      },
    });
    expect(await fault.cut?.(context())).toBeNull();
  });

  it("are those that were chosen, although others may come first by then", async () => {
    const fault = podsCut("osteon", 1);
    expect(await fault.targets(context())).toEqual([{ kind: "pod", name: "osteon-a", workload: "osteon" }]);
    cluster.pods.unshift(pod("osteon", "osteon-0", "10.244.0.6"));
    await fault.inject(context());
    expect(cluster.isolated).toEqual(["osteon-a"]);
  });

  it("show it by Prometheus, before and after, and nothing is left of it", async () => {
    const { fault, undo } = await injected(1);
    expect(await fault.effect(context())).toEqual([
      { subject: "osteon-cut", ok: true, detail: "Prometheus no longer reaches osteon-a" },
    ]);
    expect(await fault.restored(context())).toMatchObject([
      { ok: false, detail: expect.stringMatching(/NetworkPolicy drill-isolated-osteon-a .*label.*osteon-a again/) },
    ]);
    expect(await lift(undo)).toEqual([]);
    expect([cluster.policies.size, cluster.labelled]).toEqual([0, []]);
    expect(await fault.effect(context())).toMatchObject([{ ok: null }]);
    expect(await fault.restored(context())).toMatchObject([{ ok: true }]);
  });

  it("are not seen to be where the cluster does not enforce policies", async () => {
    cluster.enforced = false;
    const { fault, undo } = await injected(1);
    expect(await fault.effect(context())).toMatchObject([
      { ok: null, detail: "Prometheus still reaches osteon-a: the cluster may not enforce NetworkPolicy" },
    ]);
    await lift(undo);
    expect(await fault.restored(context())).toMatchObject([{ ok: true }]);
  });

  it("are not seen to be where nothing watches; what is left is seen all the same", async () => {
    const { fault, undo } = await injected(1, unwatched);
    expect(await fault.effect(unwatched())).toMatchObject([
      { ok: null, detail: expect.stringContaining("nothing watches") },
    ]);
    expect(await fault.restored(unwatched())).toMatchObject([{ ok: false }]);
    await lift(undo);
    expect(await fault.restored(unwatched())).toMatchObject([
      { ok: true, detail: expect.stringContaining("nothing watches") },
    ]);
  });

  it("show nothing where Prometheus did not answer before, or did not reach them", async () => {
    cluster.intervene = ({ path }) => (path.includes("/proxy/api/v1/query") ? json(503, {}) : undefined);
    const unanswered = podsCut("osteon", 1);
    await unanswered.targets(context());
    const undo = await unanswered.undo(context());
    cluster.intervene = () => undefined;
    await unanswered.inject(context());
    expect(await unanswered.effect(context())).toMatchObject([{ ok: null }]);
    await lift(undo);

    cluster.dead.add("osteon-a");
    const { fault } = await injected(1);
    expect(await fault.effect(context())).toMatchObject([
      { ok: null, detail: "Prometheus was not seen to reach osteon-a before" },
    ]);
  });

  it("are these alone when they are first seen; later, others may fall by themselves", async () => {
    const { fault } = await injected(1);
    cluster.dead.add("osteon-b");
    expect(await fault.effect(context())).toMatchObject([{ ok: null, detail: expect.stringContaining("osteon-b") }]);
    cluster.dead.clear();
    expect(await fault.effect(context())).toMatchObject([{ ok: true }]);
    cluster.dead.add("osteon-b");
    expect(await fault.effect(context())).toMatchObject([{ ok: true }]);
  });

  it("show nothing where no pod runs", async () => {
    const fault = podsCut("synapse", "all");
    await fault.targets(context());
    expect(await fault.undo(context())).toEqual([{ op: "delete-policies", runId: "chaos-1-run" }]);
    await fault.inject(context());
    expect(await fault.effect(context())).toMatchObject([{ ok: null, detail: "no pod of synapse runs" }]);
    expect(await fault.restored(context())).toMatchObject([{ ok: true }]);
  });

  it("need nothing more once they are gone", async () => {
    const { fault, undo } = await injected(1);
    cluster.pods = cluster.pods.filter(({ metadata }) => metadata?.name !== "osteon-a");
    expect(await fault.effect(context())).toMatchObject([{ ok: null }]);
    expect(await lift(undo)).toEqual([]);
    expect(await fault.restored(context())).toMatchObject([{ ok: true }]);
  });

  it("are lifted by what was recorded, however far the injection came, and as often as one likes", async () => {
    cluster.intervene = ({ method, path }) =>
      method === "PATCH" && path.endsWith("/osteon-b") ? json(500, {}) : undefined;
    const fault = podsCut("osteon", "all");
    await fault.targets(context());
    const undo = await fault.undo(context());
    await expect(fault.inject(context())).rejects.toThrow("500");
    cluster.intervene = () => undefined;
    expect(cluster.isolated).toEqual(["osteon-a"]);
    expect(await lift(undo)).toEqual([]);
    expect(await lift(undo)).toEqual([]);
    expect([cluster.policies.size, cluster.labelled]).toEqual([0, []]);
  });

  it("are not restored while Prometheus does not reach them again", async () => {
    const { fault, undo } = await injected(1);
    await lift(undo);
    cluster.dead.add("osteon-a");
    expect(await fault.restored(context())).toMatchObject([
      { ok: false, detail: "Prometheus has not reached osteon-a again" },
    ]);
  });

  it("leave what other faults of the same run cut off to those", async () => {
    cluster.pods.push(pod("myocyte", "myocyte-a", "10.244.0.10"));
    const { fault } = await injected("all");
    const other = podsCut("myocyte", "all");
    await other.targets(context());
    expect((await other.undo(context())).length).toBe(2);
    expect(await other.effect(context())).toMatchObject([{ ok: null }]);
    expect(await fault.effect(context())).toMatchObject([{ ok: true }]);
    await other.inject(context());
    expect(await other.effect(context())).toMatchObject([{ ok: true }]);
  });
});

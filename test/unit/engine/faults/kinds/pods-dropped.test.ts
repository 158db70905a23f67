import { beforeEach, describe, expect, it } from "vitest";
import { leaseManifest } from "../../../../../engine/faults/fault-lease.ts";
import { chainOf, type Cut } from "../../../../../engine/faults/filter.ts";
import { podsCut } from "../../../../../engine/faults/kinds/pods-cut.ts";
import { contextOf, pod, PlayedCluster } from "../played-cluster.ts";

let cluster: PlayedCluster;
beforeEach(() => {
  cluster = new PlayedCluster();
  cluster.pods = [pod("osteon", "osteon-a", "10.244.0.7"), pod("osteon", "osteon-b", "10.244.0.8")];
});
const context = () => contextOf(cluster);
const first = [{ kind: "pod", name: "osteon-a", workload: "osteon" }];

describe("pods whose packets are dropped", () => {
  const leaseWith = (cut: Cut | null) => {
    const lease = { runId: context().runId, renewTime: "", undo: [], filter: { watched: null, cut } };
    cluster.leases.set("drill-faults-chaos-1-run", leaseManifest(lease, {}) as never);
  };

  it("lose the networks that pods are in, and nothing else", async () => {
    const fault = podsCut("osteon", 1);
    expect(await fault.targets(context())).toEqual(first);
    cluster.pods.reverse();
    expect(await fault.cut?.(context())).toEqual({ pods: ["10.244.0.7"], networks: ["10.244.0.0/24"] });
    expect(await fault.undo(context())).toEqual([{ op: "flush-chain", chain: chainOf(context().runId) }]);
  });

  it("are seen by packets that were dropped, and restored once none is any more", async () => {
    const fault = podsCut("osteon", 1);
    await fault.targets(context());
    const cut = (await fault.cut?.(context())) ?? null;
    expect(await fault.effect(context())).toMatchObject([{ ok: null, detail: "0 packets of osteon-a dropped" }]);
    leaseWith(cut);
    expect(await fault.effect(context())).toMatchObject([{ ok: true, detail: "6 packets of osteon-a dropped" }]);
    expect(await fault.restored(context())).toMatchObject([{ ok: false }]);
    leaseWith(null);
    expect(await fault.effect(context())).toMatchObject([{ ok: null }]);
    expect(await fault.restored(context())).toMatchObject([{ ok: true }]);
  });

  it("show nothing where no packet came", async () => {
    const fault = podsCut("osteon", 1);
    await fault.targets(context());
    leaseWith((await fault.cut?.(context())) ?? null);
    cluster.packets = 0;
    expect(await fault.effect(context())).toMatchObject([{ ok: null }]);
  });

  it("are not seen any more where another pod took the place of one", async () => {
    const fault = podsCut("osteon", 1);
    await fault.targets(context());
    leaseWith((await fault.cut?.(context())) ?? null);
    cluster.pods = [pod("osteon", "osteon-b", "10.244.0.8"), pod("osteon", "osteon-c", "10.244.0.10")];
    expect(await fault.effect(context())).toMatchObject([{ ok: null, detail: "osteon-a run no longer" }]);
  });

  it("may be all of a workload", async () => {
    const fault = podsCut("osteon", "all");
    expect(fault.summary).toContain("all of osteon's pods");
    expect(await fault.targets(context())).toHaveLength(2);
    expect((await fault.cut?.(context()))?.pods).toEqual(["10.244.0.7", "10.244.0.8"]);
  });

  it("are seen each by its own packets, whatever else is cut off by the same chain", async () => {
    cluster.pods.push(pod("myocyte", "myocyte-a", "10.244.0.9"));
    const all = podsCut("osteon", "all");
    const other = podsCut("myocyte", "all");
    for (const fault of [all, other]) await fault.targets(context());
    leaseWith((await other.cut?.(context())) ?? null);
    expect(await other.effect(context())).toMatchObject([{ ok: true }]);
    expect(await all.effect(context())).toMatchObject([{ ok: null }]);
    expect(await all.restored(context())).toMatchObject([{ ok: true }]);
    expect(await other.restored(context())).toMatchObject([{ ok: false, detail: "still cut off: myocyte-a" }]);
  });

  it("show nothing where no pod runs", async () => {
    const fault = podsCut("synapse", "all");
    await fault.targets(context());
    expect(await fault.effect(context())).toMatchObject([{ ok: null, detail: "no pod of synapse runs" }]);
  });

  it("are never all that a selector could mean", async () => {
    await expect(podsCut("*", 1).targets(context())).rejects.toMatchObject({ code: "fault.selector" });
  });
});

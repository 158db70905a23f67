import { beforeEach, describe, expect, it } from "vitest";
import { podsKilled } from "../../../../../engine/faults/kinds/pods-killed.ts";
import { contextOf, json, pod, PlayedCluster } from "../played-cluster.ts";

let cluster: PlayedCluster;
beforeEach(() => {
  cluster = new PlayedCluster();
  cluster.pods = [pod("osteon", "osteon-a", "10.244.0.7"), pod("osteon", "osteon-b", "10.244.0.8")];
});
const context = () => contextOf(cluster);
const first = [{ kind: "pod", name: "osteon-a", workload: "osteon" }];

describe("killed pods", () => {
  it("are those that were chosen, although others may come first by then", async () => {
    const fault = podsKilled("osteon", 1);
    expect(await fault.targets(context())).toEqual(first);
    cluster.pods.push(pod("osteon", "osteon-0", "10.244.0.6"));
    await fault.inject(context());
    expect(cluster.pods.map(({ metadata }) => metadata?.name)).toEqual(["osteon-b", "osteon-0"]);
  });

  it("are seen to be gone although others have come, and need no undo", async () => {
    const fault = podsKilled("osteon", 1);
    await fault.targets(context());
    expect(await fault.effect(context())).toMatchObject([
      { ok: null, detail: expect.stringContaining("0 of 1 pods gone") },
    ]);
    await fault.inject(context());
    cluster.pods.push(pod("osteon", "osteon-c", "10.244.0.6"));
    expect(await fault.effect(context())).toMatchObject([{ ok: true }]);
    expect(await fault.undo(context())).toEqual([]);
  });

  it("are not gone as long as calls are led to them", async () => {
    const fault = podsKilled("osteon", 1);
    await fault.targets(context());
    await fault.inject(context());
    const slices = json(200, { items: [{ endpoints: [{ targetRef: { uid: "uid-of-osteon-a" } }] }] });
    cluster.intervene = ({ path }) => (path.includes("/endpointslices") ? slices : undefined);
    const detail = "1 of 1 pods gone, 0 no longer among the endpoints of osteon";
    expect(await fault.effect(context())).toMatchObject([{ ok: null, detail }]);
  });

  it("show nothing where there were fewer than asked for", async () => {
    const fault = podsKilled("osteon", 3);
    await fault.targets(context());
    await fault.inject(context());
    expect(await fault.effect(context())).toMatchObject([
      { ok: null, detail: expect.stringContaining("2 of 3 pods gone") },
    ]);
  });

  it.each([
    [2, 2, true],
    [2, 1, false],
    [2, undefined, false],
  ])("are restored once %i of them are available: %j", async (replicas, availableReplicas, ok) => {
    cluster.workloads.set("osteon", { spec: { replicas }, status: { availableReplicas } });
    expect(await podsKilled("osteon", 1).restored(context())).toMatchObject([{ ok }]);
  });

  it("are never all that a selector could mean", async () => {
    await expect(podsKilled("*", 1).targets(context())).rejects.toMatchObject({ code: "fault.selector" });
  });
});

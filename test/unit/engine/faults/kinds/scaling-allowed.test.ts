import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { scalingAllowed } from "../../../../../engine/faults/kinds/scaling-allowed.ts";
import { contextOf, json, PlayedCluster } from "../played-cluster.ts";

let cluster: PlayedCluster;
let most: number | undefined;
beforeEach(() => {
  cluster = new PlayedCluster();
  most = 2;
  cluster.workloads.set("mesh", { spec: { replicas: 2 } });
  cluster.intervene = ({ method, path, body = "" }) => {
    if (!path.endsWith("/horizontalpodautoscalers/mesh") || most === undefined) return undefined;
    if (method === "PATCH") most = (JSON.parse(body) as { value: number }[])[0]?.value ?? 0;
    return json(200, { spec: { minReplicas: 2, maxReplicas: most }, status: {} });
  };
});

beforeEach(() => vi.useFakeTimers({ toFake: ["performance", "setTimeout", "clearTimeout"] }));
afterEach(() => vi.useRealTimers());

const fault = () => scalingAllowed("mesh", 4);
const context = () => contextOf(cluster);

describe("allowed scaling", () => {
  it("records the bound, raises it, and is restored once it is as it was", async () => {
    const allowed = fault();
    // The last is undone first.
    expect(await allowed.undo(context())).toMatchObject([
      { workload: { kind: "Deployment" }, fields: [{ path: "/spec/replicas", value: 2 }] },
      { workload: { kind: "HorizontalPodAutoscaler" }, fields: [{ path: "/spec/maxReplicas", value: 2 }] },
    ]);
    expect(await allowed.effect(context())).toMatchObject([{ ok: null }]);
    await allowed.inject(context());
    expect(most).toBe(4);
    expect(await allowed.effect(context())).toMatchObject([{ ok: true }]);
    const early = allowed.restored(context());
    await vi.advanceTimersByTimeAsync(40_000);
    expect(await early).toMatchObject([{ ok: false }]);
    most = 2;
    expect(await allowed.restored(context())).toMatchObject([{ ok: true }]);
  });

  it("is restored only once the pods that were added are taken back", async () => {
    const allowed = fault();
    await allowed.undo(context());
    cluster.workloads.set("mesh", { spec: { replicas: 4 } });
    const late = allowed.restored(context());
    await vi.advanceTimersByTimeAsync(40_000);
    expect(await late).toMatchObject([{ ok: false, detail: "4 pods wanted, up to 2" }]);
    const intime = allowed.restored(context());
    await vi.advanceTimersByTimeAsync(5_000);
    cluster.workloads.set("mesh", { spec: { replicas: 2 } });
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await intime).toMatchObject([{ ok: true }]);
  });

  it("does nothing where nothing scales by itself", async () => {
    most = undefined;
    const idle = fault();
    expect(await idle.undo(context())).toEqual([]);
    await idle.inject(context());
    expect(await idle.effect(context())).toMatchObject([
      { ok: true, detail: expect.stringContaining("no autoscaler") },
    ]);
    expect(await idle.restored(context())).toMatchObject([{ ok: true }]);
    expect(cluster.log.filter((entry) => entry.startsWith("PATCH"))).toEqual([]);
  });
});

import type { V1Pod } from "@kubernetes/client-node";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { limitsCut } from "../../../../../engine/faults/kinds/limits-cut.ts";
import { patchOf } from "../../../../../engine/faults/workload.ts";
import type { HttpAnswer } from "../../../../../engine/probes/cluster-api.ts";
import { contextOf, json, pod, PlayedCluster } from "../played-cluster.ts";

const rolledOut = { observedGeneration: 3, updatedReplicas: 2, availableReplicas: 2, replicas: 2 };
const deployment = (limits: object, status: object = rolledOut): Record<string, unknown> => ({
  metadata: { generation: 3 },
  spec: {
    replicas: 2,
    strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: "25%", maxUnavailable: "25%" } },
    template: { spec: { containers: [{ resources: { limits } }] } },
  },
  status,
});

interface Container {
  /** what the kubelet says that it may use; undefined = it does not say */
  allowed?: Record<string, string>;
  restartCount?: number;
  state?: object;
}

function osteon(name: string, limits: Record<string, string>, container: Container = {}): V1Pod {
  const { allowed, restartCount = 0, state = { running: {} } } = container;
  const resources = allowed === undefined ? {} : { resources: { limits: allowed } };
  const made = pod("osteon", name, "10.244.0.7");
  return {
    ...made,
    spec: { containers: [{ name: "osteon", resources: { limits } }] },
    status: { ...made.status, containerStatuses: [{ restartCount, state, ...resources }] },
  } as V1Pod;
}

const squeezed = { cpu: "100m", memory: "256Mi" };
const atEase = { memory: "512Mi" };
const cut = () => limitsCut("osteon", { cpu: { least: "100m", most: "200m", ofUse: 1 }, memory: "256Mi" });
let cluster: PlayedCluster;
let patched: { path: string; value: unknown }[];
let metrics: HttpAnswer;
beforeEach(() => {
  cluster = new PlayedCluster();
  cluster.workloads.set("osteon", deployment(atEase));
  patched = [];
  metrics = json(404, {});
  cluster.intervene = ({ method, path, body = "" }) => {
    if (path.includes("metrics.k8s.io")) return metrics;
    if (method !== "PATCH") return undefined;
    patched = JSON.parse(body) as typeof patched;
    return json(200, {});
  };
});
const context = () => contextOf(cluster);

describe("cut limits", () => {
  it("record what stands there, so that a limit that was not there goes again", async () => {
    const [undo] = await cut().undo(context());
    expect(undo).toMatchObject({ op: "restore-fields", workload: { kind: "Deployment", name: "osteon" } });
    const patch = undo?.op === "restore-fields" ? patchOf(undo.fields) : [];
    expect(patch).toContainEqual({ op: "remove", path: "/spec/template/spec/containers/0/resources/limits/cpu" });
    expect(patch).toContainEqual(expect.objectContaining({ op: "add", value: "512Mi" }));
    expect(patch).toContainEqual(expect.objectContaining({ op: "add", value: "25%" }));
  });

  it("are set in the template, whose pods are replaced all at once", async () => {
    await cut().inject(context());
    expect(patched).toMatchObject([{ value: "100m" }, { value: "256Mi" }, { value: "100%" }]);
  });

  it("leave pods as much CPU as they use, so that what is dear to run can start with it", async () => {
    metrics = json(200, { items: [{ containers: [{ usage: { cpu: "130m" } }] }] });
    const fault = cut();
    await fault.inject(context());
    expect(patched[0]).toMatchObject({ value: "130m" });
    cluster.pods = [osteon("a", { ...squeezed, cpu: "130m" })];
    expect(await fault.effect(context())).toMatchObject([{ ok: true, detail: expect.stringContaining("130m") }]);
  });

  it("are seen once every pod that stays has them", async () => {
    cluster.pods = [osteon("a", squeezed), osteon("b", atEase)];
    expect(await cut().effect(context())).toMatchObject([{ ok: null, detail: expect.stringContaining("1 of 2") }]);
    cluster.pods = [osteon("a", squeezed), osteon("c", squeezed)];
    expect(await cut().effect(context())).toMatchObject([{ ok: true }]);
    cluster.pods = [];
    expect(await cut().effect(context())).toMatchObject([{ ok: null }]);
  });

  it("are what the kubelet says, however it writes it, and not what was asked of it", async () => {
    cluster.pods = [osteon("a", squeezed, { allowed: { cpu: "0.1", memory: "268435456" } })];
    expect(await cut().effect(context())).toMatchObject([{ ok: true }]);
    cluster.pods = [osteon("a", squeezed, { allowed: atEase })];
    expect(await cut().effect(context())).toMatchObject([{ ok: null }]);
    cluster.pods = [osteon("a", squeezed, { state: { waiting: { reason: "ContainerCreating" } } })];
    expect(await cut().effect(context())).toMatchObject([{ ok: null }]);
  });

  it("are restored once the template says what it said", async () => {
    const fault = cut();
    await fault.undo(context());
    expect(await fault.restored(context())).toMatchObject([{ ok: true }]);
    cluster.workloads.set("osteon", deployment({ cpu: "100m", memory: "512Mi" }));
    expect(await fault.restored(context())).toMatchObject([{ ok: false }]);
  });
});

describe("pods that crash with what they are left with", () => {
  const looping = { restartCount: 1, state: { waiting: { reason: "CrashLoopBackOff" } } };
  beforeEach(() => cluster.workloads.set("osteon", deployment(squeezed, { ...rolledOut, availableReplicas: 1 })));

  it("are not waited for, and show that they were given less", async () => {
    cluster.pods = [osteon("a", atEase), osteon("b", squeezed, looping)];
    const fault = cut();
    await fault.inject(context());
    expect(await fault.effect(context())).toMatchObject([
      { ok: true, detail: expect.stringContaining("with it b 1 restarts, CrashLoopBackOff") },
    ]);
  });

  it("are not waited for in vain where they come back each time, though only so late", async () => {
    let nowMs = 0;
    vi.spyOn(performance, "now").mockImplementation(() => (nowMs += 200_000));
    onTestFinished(() => void vi.restoreAllMocks());
    const inject = () => cut().inject(context());
    cluster.pods = [osteon("a", atEase), osteon("b", squeezed, { restartCount: 1 })];
    await inject();
    cluster.pods = [osteon("a", atEase), osteon("b", squeezed)];
    await expect(inject()).rejects.toMatchObject({ code: "fault.rollout" });
  });

  it("are not those that crash with what they had before", async () => {
    cluster.pods = [osteon("a", atEase, looping), osteon("b", squeezed)];
    expect(await cut().effect(context())).toMatchObject([{ ok: null }]);
  });
});

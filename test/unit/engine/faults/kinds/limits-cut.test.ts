import type { V1Deployment } from "@kubernetes/client-node";
import { beforeEach, describe, expect, it } from "vitest";
import { isRolledOut, limitsCut } from "../../../../../engine/faults/kinds/limits-cut.ts";
import { patchOf } from "../../../../../engine/faults/workload.ts";
import { contextOf, json, pod, PlayedCluster } from "../played-cluster.ts";

const rolledOut = { observedGeneration: 3, updatedReplicas: 2, availableReplicas: 2, replicas: 2 };
const deployment = (limits: object, status: object = rolledOut): Record<string, unknown> => ({
  metadata: { generation: 3 },
  spec: { replicas: 2, template: { spec: { containers: [{ resources: { limits } }] } } },
  status,
});

function osteon(name: string, limits: Record<string, string>) {
  const made = pod("osteon", name, "10.244.0.7");
  return { ...made, spec: { containers: [{ name: "osteon", resources: { limits } }] } };
}

const cut = () => limitsCut("osteon", { cpu: "100m", memory: "256Mi" });
let cluster: PlayedCluster;
beforeEach(() => {
  cluster = new PlayedCluster();
  cluster.workloads.set("osteon", deployment({ memory: "512Mi" }));
});
const context = () => contextOf(cluster);

describe("cut limits", () => {
  it("record what stands there, so that a limit that was not there goes again", async () => {
    const [undo] = await cut().undo(context());
    expect(undo).toMatchObject({ op: "restore-fields", workload: { kind: "Deployment", name: "osteon" } });
    const patch = undo?.op === "restore-fields" ? patchOf(undo.fields) : [];
    expect(patch).toContainEqual({ op: "remove", path: "/spec/template/spec/containers/0/resources/limits/cpu" });
    expect(patch).toContainEqual(expect.objectContaining({ op: "add", value: "512Mi" }));
  });

  it("are set in the template", async () => {
    let sent: unknown;
    cluster.intervene = ({ body = "" }) => ((sent = JSON.parse(body)), json(200, {}));
    await cut().inject(context());
    expect(sent).toMatchObject([{ value: "100m" }, { value: "256Mi" }]);
  });

  it("are seen once every pod that stays has them", async () => {
    const limits = { cpu: "100m", memory: "256Mi" };
    cluster.pods = [osteon("a", limits), osteon("b", { memory: "512Mi" })];
    expect(await cut().effect(context())).toMatchObject([{ ok: null, detail: expect.stringContaining("1 of 2") }]);
    cluster.pods = [osteon("a", limits), osteon("c", limits)];
    expect(await cut().effect(context())).toMatchObject([{ ok: true }]);
    cluster.pods = [];
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

describe("isRolledOut", () => {
  it.each<[string, object, boolean]>([
    ["all pods are new", {}, true],
    ["the controller has not looked", { observedGeneration: 2 }, false],
    ["one is not available", { availableReplicas: 1 }, false],
    ["one is old", { updatedReplicas: 1 }, false],
    ["an old one is still there", { replicas: 3 }, false],
  ])("where %s", (_what, changes, done) => {
    expect(isRolledOut(deployment({}, { ...rolledOut, ...changes }) as V1Deployment)).toBe(done);
  });
});

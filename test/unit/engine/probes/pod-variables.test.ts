import { describe, expect, it } from "vitest";
import type { ClusterApi } from "../../../../engine/probes/cluster-api.ts";
import { podVariables } from "../../../../engine/probes/pod-variables.ts";
import { contextOf } from "./context.ts";

const maps: Record<string, Record<string, string>> = { old: { A: "1", B: "2" }, new: { A: "3" } };

/** The variable A of pods with these containers, and which ConfigMaps were asked for. */
async function variableIn(...pods: object[][]) {
  const asked: string[] = [];
  const core = {
    listNamespacedPod: async () => ({ items: pods.map((containers) => ({ spec: { containers } })) }),
    readNamespacedConfigMap: async ({ name }: { name: string }) => (asked.push(name), { data: maps[name] }),
  };
  const api = { core } as unknown as ClusterApi;
  const found = await podVariables({ ...contextOf(() => ({ status: 404, body: "" })), api }, "mesh", ["A"]);
  return { values: found.map(({ A }) => A), asked };
}

const mesh = (container: object) => [
  { name: "proxy", env: [{ name: "A", value: "9" }] },
  { name: "mesh", ...container },
];
const from = (...names: string[]) => names.map((name) => ({ configMapRef: { name } }));

describe("a variable of a pod", () => {
  it.each<[string, object, string | null | undefined]>([
    ["is the service's own, not a sidecar's", { env: [{ name: "A", value: "5" }] }, "5"],
    ["is not there", { env: [{ name: "B", value: "5" }], envFrom: [{ secretRef: { name: "s" } }] }, undefined],
    [
      "comes from a ConfigMap",
      { env: [{ name: "A", valueFrom: { configMapKeyRef: { name: "old", key: "B" } } }] },
      "2",
    ],
    ["comes from a Secret", { env: [{ name: "A", valueFrom: { secretKeyRef: { name: "s", key: "A" } } }] }, null],
    ["comes from the last of whole ConfigMaps", { envFrom: from("old", "new") }, "3"],
    ["wins over them", { env: [{ name: "A", value: "5" }], envFrom: from("old") }, "5"],
  ])("%s", async (_, container, value) => {
    expect((await variableIn(mesh(container))).values).toEqual([value]);
  });

  it("is told of every pod, and a ConfigMap asked for once", async () => {
    const pod = mesh({ envFrom: from("old") });
    expect(await variableIn(pod, pod)).toEqual({ values: ["1", "1"], asked: ["old"] });
  });
});

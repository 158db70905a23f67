import { describe, expect, it } from "vitest";
import {
  createPolicy,
  findPolicies,
  isolatedValue,
  isolatingPolicy,
  policiesOfRun,
} from "../../../../engine/faults/network-policies.ts";
import { namespace } from "./played-cluster.ts";
import { PolicedCluster } from "./policed-cluster.ts";

const run = { environmentId: "chaos-1", runId: "run-1" };
const policyOf = (pod: string) =>
  isolatingPolicy(pod, run) as { metadata: { name: string }; spec: Record<string, unknown> };

describe("the policy that isolates a pod", () => {
  it("selects that pod alone and allows nothing either way", () => {
    expect(policyOf("osteon-a").spec).toEqual({
      podSelector: { matchLabels: { "drill.biowerk/isolated": "osteon-a" } },
      policyTypes: ["Ingress", "Egress"],
      ingress: [],
      egress: [],
    });
  });

  it("has a name and a label that Kubernetes takes, and another one for each pod, however long its name", () => {
    const pods = ["a", "b"].map((end) => `osteon-${"x".repeat(80)}-${end}`);
    for (const values of [pods.map((pod) => policyOf(pod).metadata.name), pods.map(isolatedValue)]) {
      expect(new Set(values).size).toBe(2);
      for (const value of values) expect(value).toMatch(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
    }
  });
});

describe("policies of a run", () => {
  it("are found by its label, and those of others are not", async () => {
    const cluster = new PolicedCluster();
    await createPolicy(cluster, namespace, isolatingPolicy("osteon-a", run));
    await createPolicy(cluster, namespace, isolatingPolicy("osteon-b", { ...run, runId: "run-2" }));
    expect(await findPolicies(cluster, namespace, "run-1")).toEqual(["drill-isolated-osteon-a"]);
    expect(policiesOfRun("ns", "run-1")).toBe(
      "/apis/networking.k8s.io/v1/namespaces/ns/networkpolicies?labelSelector=drill.biowerk%2Frun%3Drun-1",
    );
  });

  it("are refused in the API's own words", async () => {
    const cluster = new PolicedCluster();
    await createPolicy(cluster, namespace, isolatingPolicy("osteon-a", run));
    await expect(createPolicy(cluster, namespace, isolatingPolicy("osteon-a", run))).rejects.toThrow("already exists");
  });
});

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { MockResourceArgs } from "@pulumi/pulumi/runtime/mocks.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { leaseGrant } from "../../components/cluster/lease.ts";
import { ProgramFailed, valueOf } from "../helpers/pulumi-recorder.ts";
import { deploy, isKubernetes, objectOf } from "./deployed.ts";

const uid = "6f1c1f0e-0000-4000-8000-000000000001";
let folder: string;
let config: Record<string, string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "drill-test-"));
  const kubeconfig = join(folder, "config");
  await writeFile(
    kubeconfig,
    stringify({
      contexts: [{ name: "lab", context: { cluster: "lab", user: "lab" } }],
      clusters: [{ name: "lab", cluster: { server: "https://lab.example.com" } }],
      users: [{ name: "lab", user: { token: "canary0token" } }],
    }),
  );
  config = { clusterProvider: "existing", kubeconfig, kubeContext: "lab" };
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The cluster's kube-system, leased until then. */
const leasedUntil =
  (expiresAt: string) =>
  ({ type, id }: MockResourceArgs) => {
    if (type !== "kubernetes:core/v1:Namespace" || id !== "kube-system") return {};
    const annotations = { [leaseGrant.owner]: "o", [leaseGrant.expiresAt]: expiresAt, [leaseGrant.clusterUid]: uid };
    return { metadata: { name: "kube-system", uid, annotations } };
  };

describe("a cluster that is lent", () => {
  it("gets the same objects, each of which is deleted by itself and none reached by a node port", async () => {
    const { resources, result } = await deploy(config, { answer: leasedUntil("2999-01-01T00:00:00Z") });
    const objects = resources.filter(isKubernetes);
    expect(objects.length).toBeGreaterThan(20);
    expect(resources.filter((each) => each.deletedWith !== "")).toEqual([]);
    for (const object of objects) {
      expect(object.provider, object.urn).toContain("cluster-provider");
      expect((objectOf(object).spec as { type?: string } | undefined)?.type).toBeUndefined();
    }
    expect(await valueOf(result.clusterIdentifier)).toBe(`lab/${uid}`);
    expect(await valueOf(result.meshUrl)).toBe("http://mesh.biowerk-smoke-1.svc:8080");
    expect(await valueOf(result.podIsolation)).toBe("network-policy");
  });

  it("keeps its credentials secret", async () => {
    const { resources } = await deploy(config, { answer: leasedUntil("2999-01-01T00:00:00Z") });
    const holders = resources.filter((each) => JSON.stringify(each.inputs).includes("canary0token"));
    expect(holders.map((each) => each.name).sort()).toEqual(["cluster-lookup", "cluster-provider"]);
    for (const holder of holders) expect(holder.secretInputs).toContain("kubeconfig");
  });
});

describe("a cluster whose lease ended", () => {
  it("gets nothing", async () => {
    const failed: unknown = await deploy(config, { answer: leasedUntil("2001-01-01T00:00:00Z") }).catch((e) => e);
    if (!(failed instanceof ProgramFailed)) throw new Error("it was deployed");
    expect(failed.message).toMatch(/lease of o ended at 2001/);
    expect(failed.resources.filter((each) => each.custom).map((each) => each.name)).toEqual(
      expect.not.arrayContaining(["cluster-provider"]),
    );
    expect(failed.resources.filter(isKubernetes)).toEqual([]);
  });
});

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { KubernetesProvider } from "../../../../../toolchain/plugins/kubernetes/provider.ts";
import { unknown } from "../../../../../toolchain/plugins/shared/values.ts";

const resource = { urn: "urn", name: "settings", type: "kubernetes:core/v1:ConfigMap" };
const toCheck = { ...resource, olds: {}, news: { data: { later: unknown } }, randomSeed: Buffer.from("seed") };
const resources = [{ name: "configmaps", kind: "ConfigMap", namespaced: true }];

describe("the provider", () => {
  let server: Server;
  let asked: number;
  let answers: boolean;
  let provider: KubernetesProvider;

  beforeEach(async () => {
    asked = 0;
    server = createServer((request, response) => {
      asked += 1;
      if (answers) response.end(JSON.stringify({ resources }));
      else request.destroy();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const cluster = { server: `http://127.0.0.1:${port}`, "insecure-skip-tls-verify": true };
    const kubeconfig = JSON.stringify({
      "current-context": "a",
      contexts: [{ name: "a", context: { cluster: "a", user: "a", namespace: "team" } }],
      clusters: [{ name: "a", cluster }],
      users: [{ name: "a", user: {} }],
    });
    provider = new KubernetesProvider();
    await provider.configure({ kubeconfig });
  });

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  it("places an object in the namespace of the kubeconfig's context", async () => {
    answers = true;
    expect((await provider.check(toCheck)).inputs["metadata"]).toMatchObject({ namespace: "team" });
  });

  it("checks and previews without a cluster that answers, which it does not ask again", async () => {
    answers = false;
    const { inputs } = await provider.check(toCheck);
    expect(inputs["metadata"]).not.toHaveProperty("namespace");
    const before = asked;
    expect(before).toBeGreaterThan(0);
    await provider.check(toCheck);
    const previewed = await provider.create({ ...resource, inputs, preview: true, timeout: 0 });
    expect(previewed).toEqual({ id: "", outputs: inputs });
    expect(asked).toBe(before);
  });

  it("does nothing more once it is cancelled", async () => {
    answers = true;
    provider.cancel();
    const create = provider.create({ ...resource, inputs: { metadata: { name: "a" } }, preview: false, timeout: 0 });
    await expect(create).rejects.toThrow("cancelled");
  });
});

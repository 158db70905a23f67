import { describe, expect, it } from "vitest";
import { ApiClient } from "../../../../../../toolchain/plugins/kubernetes/api/client.ts";
import { collectionPath, Discovery, objectPath } from "../../../../../../toolchain/plugins/kubernetes/api/discovery.ts";
import { isNotFound } from "../../../../../../toolchain/plugins/kubernetes/api/errors.ts";

const deployments = { name: "deployments", kind: "Deployment", namespaced: true };
const nodes = { name: "nodes", kind: "Node", namespaced: false };
const widgets = { name: "widgets", kind: "Widget", namespaced: true };

function discovery(served: Record<string, object[]>) {
  const asked: string[] = [];
  const send = async ({ path }: { path: string }) => {
    asked.push(path);
    const resources = served[path];
    return resources === undefined ? { status: 404, text: "{}" } : { status: 200, text: JSON.stringify({ resources }) };
  };
  return { kinds: new Discovery(new ApiClient(send, async () => {})), asked };
}

describe("a kind", () => {
  it("is found by asking its group once", async () => {
    const { kinds, asked } = discovery({
      "/apis/apps/v1": [{ ...deployments, name: "deployments/scale" }, deployments],
    });
    const kind = { apiVersion: "apps/v1", kind: "Deployment" };
    const [first, second] = await Promise.all([kinds.find(kind), kinds.find(kind)]);
    expect(first).toEqual({ plural: "deployments", namespaced: true });
    expect(second).toEqual(first);
    expect(asked).toEqual(["/apis/apps/v1"]);
  });

  it("that is not served is looked for again the next time", async () => {
    const served: Record<string, object[]> = {};
    const { kinds } = discovery(served);
    const kind = { apiVersion: "example.com/v1", kind: "Widget" };
    expect(isNotFound(await kinds.find(kind).catch((thrown: unknown) => thrown))).toBe(true);
    served["/apis/example.com/v1"] = [];
    expect(isNotFound(await kinds.find(kind).catch((thrown: unknown) => thrown))).toBe(true);
    served["/apis/example.com/v1"] = [widgets];
    expect(await kinds.find(kind)).toEqual({ plural: "widgets", namespaced: true });
  });
});

describe("a path", () => {
  it.each([
    ["apps/v1", deployments, "shop", "/apis/apps/v1/namespaces/shop/deployments/web"],
    ["v1", nodes, undefined, "/api/v1/nodes/web"],
    ["v1", nodes, "mistaken", "/api/v1/nodes/web"],
  ])("in %s", (apiVersion, { name: plural, kind, namespaced }, namespace, path) => {
    const place = { apiVersion, kind, ...(namespace === undefined ? {} : { namespace }) };
    expect(objectPath({ plural, namespaced }, { ...place, name: "web" })).toBe(path);
    expect(collectionPath({ plural, namespaced }, place)).toBe(path.replace("/web", ""));
  });

  it("never is a whole collection's by an empty name", () => {
    expect(() =>
      objectPath({ plural: "pods", namespaced: true }, { apiVersion: "v1", kind: "Pod", name: "" }),
    ).toThrow();
  });
});

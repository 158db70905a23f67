import { expect, test } from "vitest";
import { asWritten, countsOf, exportObjects, nodePortsOf } from "../../../../bench/environment/objects.ts";

const served = {
  apiVersion: "v1",
  kind: "Service",
  metadata: {
    name: "mesh",
    namespace: "biowerk-x",
    labels: { app: "mesh" },
    annotations: { note: "ours" },
    uid: "u",
    resourceVersion: "7",
    creationTimestamp: "2025-01-15T12:00:00Z",
    managedFields: [],
  },
  spec: { clusterIP: "10.96.0.9", clusterIPs: ["10.96.0.9"], type: "NodePort", ports: [{ port: 80, nodePort: 30080 }] },
  status: { loadBalancer: {} },
};

const written = {
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "mesh", namespace: "biowerk-x", labels: { app: "mesh" }, annotations: { note: "ours" } },
  spec: { type: "NodePort", ports: [{ port: 80, nodePort: 30080 }] },
};

const secret = {
  apiVersion: "v1",
  kind: "Secret",
  type: "Opaque",
  metadata: { name: "postgres" },
  data: { a: "Yg==" },
};

test("an object is written again without what the API server added", () => {
  expect(asWritten(served)).toEqual(written);
});

test("an object without a spec keeps all that it is made of", () => {
  expect(asWritten(secret)).toEqual(secret);
});

test("node ports are those that services ask for", () => {
  const inner = { kind: "Service", metadata: { name: "redis" }, spec: { ports: [{ port: 6379 }] } };
  const headless = { kind: "Service", metadata: { name: "none" }, spec: {} };
  expect(nodePortsOf([served, inner, headless, secret])).toEqual([30080]);
});

test("an environment's objects are its namespace and what the range manages in it", async () => {
  const asked: string[][] = [];
  const space = { apiVersion: "v1", kind: "Namespace", metadata: { name: "biowerk-x" }, spec: { finalizers: ["k"] } };
  const objects = await exportObjects(async (...args) => {
    asked.push(args);
    return JSON.stringify(args[1] === "namespace" ? space : { kind: "List", items: [secret, served] });
  }, "biowerk-x");
  expect(objects).toEqual([{ ...space, spec: {} }, secret, written]);
  expect(asked[1]).toEqual(
    expect.arrayContaining(["--namespace", "biowerk-x", "--selector", "app.kubernetes.io/managed-by=biowerk-drill"]),
  );
  expect(countsOf(objects)).toBe("1 Namespace, 1 Secret, 1 Service");
});

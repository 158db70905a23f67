import { describe, expect, it } from "vitest";
import { handOver } from "../../../../../toolchain/plugins/kubernetes/managed-fields.ts";
import type { KubeObject, ManagedFields } from "../../../../../toolchain/plugins/kubernetes/objects.ts";

function object(managedFields: ManagedFields[]): KubeObject {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a", resourceVersion: "7", managedFields } };
}

const other = { manager: "kubectl", operation: "Update", fieldsV1: { "f:data": {} } };
const created = { manager: "us", operation: "Update", fieldsV1: { "f:data": { "f:a": {} }, "f:type": {} } };
const applied = { manager: "us", operation: "Apply", fieldsV1: { "f:data": { "f:b": {} } } };

describe("handOver", () => {
  it("gives the fields of the creation to the applying writer, and leaves the others theirs", () => {
    expect(handOver(object([created, other]), "us")).toEqual([
      { op: "replace", path: "/metadata/managedFields", value: [other, { ...created, operation: "Apply" }] },
      { op: "replace", path: "/metadata/resourceVersion", value: "7" },
    ]);
  });

  it("adds them to what was applied before", () => {
    const [fields] = handOver(object([created, applied]), "us") as { value: ManagedFields[] }[];
    const fieldsV1 = { "f:data": { "f:a": {}, "f:b": {} }, "f:type": {} };
    expect(fields?.value).toEqual([{ ...created, operation: "Apply", fieldsV1 }]);
  });

  it.each([[[applied, other]], [[]], [[{ ...created, subresource: "status" }]]])(
    "has nothing to do for %j",
    (fields) => {
      expect(handOver(object(fields), "us")).toBeUndefined();
    },
  );
});

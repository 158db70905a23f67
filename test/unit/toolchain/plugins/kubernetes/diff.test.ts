import { describe, expect, it } from "vitest";
import { diffInputs } from "../../../../../toolchain/plugins/kubernetes/diff.ts";
import type { Kind } from "../../../../../toolchain/plugins/kubernetes/objects.ts";
import { secret } from "../../../../../toolchain/plugins/shared/secrecy.ts";
import { type Properties, unknown } from "../../../../../toolchain/plugins/shared/values.ts";

const autonamed = { "pulumi.com/autonamed": "true" };

function diff(token: string, olds: Properties, news: Properties, mutable = ["ConfigMap", "Secret"]) {
  const [apiVersion, kind] = [token.slice(0, token.lastIndexOf("/")), token.slice(token.lastIndexOf("/") + 1)];
  const of: Kind = { apiVersion, kind };
  const full = (inputs: Properties) => ({ ...of, metadata: { name: "a" }, ...inputs });
  return diffInputs(of, full(olds), full(news), { namespace: "default", mutable });
}

const replaced = (...args: Parameters<typeof diff>) =>
  diff(...args)
    .changes.filter(({ replace }) => replace)
    .map(({ path }) => path);

describe("diffInputs", () => {
  it("finds nothing between equal inputs, whatever is secret in them", () => {
    expect(diff("v1/ConfigMap", { data: { a: "1" } }, { data: secret({ a: "1" }) }).changes).toEqual([]);
  });

  it("gives the path and the kind of every change", () => {
    const { changes } = diff("v1/ConfigMap", { data: { a: "1", b: "2" } }, { data: { a: "3", "c.d": "4" } });
    expect(changes).toEqual([
      { path: "data.a", kind: "update", replace: false },
      { path: "data.b", kind: "delete", replace: false },
      { path: 'data["c.d"]', kind: "add", replace: false },
    ]);
  });

  it.each([
    ["v1/Service", { spec: { clusterIP: "10.0.0.1" } }, { spec: { clusterIP: "None" } }, ["spec.clusterIP"]],
    ["v1/Service", { spec: { clusterIP: "None" } }, { spec: {} }, ["spec.clusterIP"]],
    ["apps/v1/Deployment", { spec: { selector: { a: "1" } } }, { spec: { selector: { a: "2" } } }, ["spec.selector.a"]],
    ["apps/v1/DaemonSet", { spec: { selector: { a: "1" } } }, { spec: {} }, ["spec.selector"]],
    ["apps/v1/StatefulSet", { spec: { serviceName: "a" } }, { spec: { serviceName: "b" } }, ["spec.serviceName"]],
    [
      "apps/v1/StatefulSet",
      { spec: { volumeClaimTemplates: [{ a: 1 }] } },
      { spec: { volumeClaimTemplates: [{ a: 2 }] } },
      ["spec.volumeClaimTemplates[0].a"],
    ],
    ["batch/v1/Job", { spec: { template: { a: 1 } } }, { spec: { template: { a: 2 } } }, ["spec.template.a"]],
    [
      "v1/PersistentVolumeClaim",
      { spec: { storageClassName: "a" } },
      { spec: { storageClassName: "b" } },
      ["spec.storageClassName"],
    ],
    [
      "rbac.authorization.k8s.io/v1/RoleBinding",
      { roleRef: { name: "a" } },
      { roleRef: { name: "b" } },
      ["roleRef.name"],
    ],
    ["v1/Secret", { type: "Opaque" }, { type: "kubernetes.io/tls" }, ["type"]],
    ["v1/ConfigMap", { immutable: true, data: { a: "1" } }, { immutable: true, data: { a: "2" } }, ["data.a"]],
    ["v1/ConfigMap", { immutable: true }, {}, ["immutable"]],
    ["v1/ConfigMap", { metadata: { name: "a" } }, { metadata: { name: "b" } }, ["metadata.name"]],
    ["v1/ConfigMap", { metadata: { name: "a" } }, { metadata: { name: unknown } }, ["metadata.name"]],
    ["apps/v1/Deployment", { apiVersion: "apps/v1beta1" }, {}, ["apiVersion"]],
    ["apps/v1/Deployment", { spec: { selector: {} } }, { spec: unknown }, ["spec"]],
  ])("replaces a %s for %j -> %j", (kind, olds, news, paths) => {
    expect(replaced(kind, olds, news)).toEqual(paths);
  });

  it.each([
    [
      "apps/v1/Deployment",
      { spec: { replicas: 1, template: { a: 1 } } },
      { spec: { replicas: 2, template: { a: 2 } } },
    ],
    [
      "apps/v1/StatefulSet",
      { spec: { replicas: 1, template: { a: 1 } } },
      { spec: { replicas: 2, template: { a: 2 } } },
    ],
    ["v1/PersistentVolumeClaim", { spec: { resources: { a: 1 } } }, { spec: { resources: { a: 2 } } }],
    ["v1/Service", { spec: { ports: [{ port: 1 }] } }, { spec: { ports: [{ port: 2 }] } }],
    ["batch/v1/Job", { spec: { suspend: true } }, { spec: { suspend: false } }],
    ["v1/ConfigMap", { data: { a: "1" } }, { data: { a: "2" } }],
    ["v1/Secret", { immutable: false, data: { a: "1" } }, { immutable: true, data: { a: "2" } }],
    ["v1/Namespace", { metadata: { name: "a", labels: { a: "1" } } }, { metadata: { name: "a", labels: { a: "2" } } }],
    ["example.com/v1/Service", { spec: { clusterIP: "a" } }, { spec: { clusterIP: "b" } }],
  ])("updates a %s in place for %j -> %j", (kind, olds, news) => {
    expect(diff(kind, olds, news).changes).not.toEqual([]);
    expect(replaced(kind, olds, news)).toEqual([]);
  });

  it("takes new contents for another object where the provider is not told otherwise", () => {
    const [olds, news] = [{ data: { a: "1" } }, { data: { a: "2" } }];
    expect(replaced("v1/ConfigMap", olds, news, [])).toEqual(["data.a"]);
    expect(replaced("v1/Secret", olds, news, ["ConfigMap"])).toEqual(["data.a"]);
    expect(replaced("v1/ConfigMap", { metadata: { name: "a", labels: {} } }, { metadata: { name: "a" } }, [])).toEqual(
      [],
    );
  });
});

describe("deleting before replacing", () => {
  it("is needed for a chosen name", () => {
    expect(diff("v1/Service", { spec: { clusterIP: "a" } }, { spec: { clusterIP: "b" } }).deleteBeforeReplace).toBe(
      true,
    );
  });

  it("is not needed for a made name, which changes", () => {
    const metadata = { name: "a", annotations: autonamed };
    const [olds, news] = [
      { metadata, spec: { clusterIP: "a" } },
      { metadata, spec: { clusterIP: "b" } },
    ];
    expect(diff("v1/Service", olds, news).deleteBeforeReplace).toBe(false);
  });

  it.each([{ name: "b" }, { name: "a", namespace: "other" }, { name: unknown }])("is not needed for %j", (metadata) => {
    expect(diff("v1/ConfigMap", {}, { metadata }).deleteBeforeReplace).toBe(false);
  });
});

describe("a namespace", () => {
  it("that is missing is the default one", () => {
    const named = { metadata: { name: "a", namespace: "default" } };
    expect(diff("v1/ConfigMap", {}, named).changes).toEqual([]);
    expect(diff("v1/ConfigMap", named, {}).changes).toEqual([]);
  });

  it("that is another one means another object", () => {
    const moved = { metadata: { name: "a", namespace: "other" } };
    expect(replaced("v1/ConfigMap", {}, moved)).toEqual(["metadata.namespace"]);
    expect(replaced("v1/ConfigMap", moved, {})).toEqual(["metadata.namespace"]);
  });
});

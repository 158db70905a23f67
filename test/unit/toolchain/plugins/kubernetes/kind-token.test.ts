import { describe, expect, it } from "vitest";
import { kindOf } from "../../../../../toolchain/plugins/kubernetes/kind-token.ts";
import { idOf, parseId } from "../../../../../toolchain/plugins/kubernetes/objects.ts";

describe("kindOf", () => {
  it.each([
    ["kubernetes:core/v1:Namespace", "v1", "Namespace"],
    ["kubernetes:apps/v1:Deployment", "apps/v1", "Deployment"],
    ["kubernetes:rbac.authorization.k8s.io/v1:Role", "rbac.authorization.k8s.io/v1", "Role"],
    ["kubernetes:example.com/v1alpha1:Widget", "example.com/v1alpha1", "Widget"],
  ])("reads %s", (token, apiVersion, kind) => {
    expect(kindOf(token)).toEqual({ apiVersion, kind });
  });

  it.each([
    "kubernetes:core/v1:ConfigMapPatch",
    "kubernetes:core/v1:ConfigMapList",
    "kubernetes:helm.sh/v3:Release",
    "kubernetes:helm.sh/v4:Chart",
    "kubernetes:yaml/v2:ConfigGroup",
    "kubernetes:yaml:ConfigFile",
    "kubernetes:kustomize/v2:Directory",
    "other:core/v1:Namespace",
  ])("refuses %s by name and says who serves it", (token) => {
    expect(() => kindOf(token)).toThrow(new RegExp(`${token.replaceAll(".", "\\.")}.*official`));
  });

  it.each(["kubernetes:v1:ConfigMap", "kubernetes:apps:Deployment", "kubernetes:a/b/v1:Widget"])(
    "refuses %s as the official plugin does",
    (token) => {
      expect(() => kindOf(token)).toThrow("both a group and a version");
    },
  );
});

describe("an id", () => {
  it.each([
    ["shop/web", { namespace: "shop", name: "web" }],
    ["reader", { name: "reader" }],
  ])("is %s", (id, parts) => {
    expect(parseId(id)).toEqual(parts);
    expect(idOf(parts)).toBe(id);
  });

  it.each(["", "a/b/c", "/a", "a/"])("is not %j", (id) => {
    expect(() => parseId(id)).toThrow(id);
  });
});

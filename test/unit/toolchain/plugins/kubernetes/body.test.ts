import { describe, expect, it } from "vitest";
import { bodyOf, withIgnored } from "../../../../../toolchain/plugins/kubernetes/body.ts";
import type { KubeObject } from "../../../../../toolchain/plugins/kubernetes/objects.ts";
import { secret } from "../../../../../toolchain/plugins/shared/secrecy.ts";

const address = { apiVersion: "v1", kind: "Secret", namespace: "shop", name: "login" };

describe("bodyOf", () => {
  it("is the inputs without marks, at the object's place", () => {
    const inputs = { metadata: { labels: { a: "1" } }, data: secret({ a: "YQ==" }), type: null };
    expect(bodyOf(inputs, { ...address, kind: "Other" })).toEqual({
      apiVersion: "v1",
      kind: "Other",
      metadata: { labels: { a: "1" }, namespace: "shop", name: "login" },
      data: { a: "YQ==" },
    });
  });

  it("writes a Secret's stringData as data, over the same keys", () => {
    const body = bodyOf({ metadata: {}, data: { a: "b2xk", c: "Yw==" }, stringData: secret({ a: "new" }) }, address);
    expect(body).not.toHaveProperty("stringData");
    expect(body["data"]).toEqual({ a: Buffer.from("new").toString("base64"), c: "Yw==" });
  });

  it("leaves the name to the server where only its beginning is given", () => {
    const { metadata } = bodyOf({ metadata: { generateName: "a-" } }, { apiVersion: "v1", kind: "Pod", name: "" });
    expect(metadata).toEqual({ generateName: "a-" });
  });

  it("takes a namespace off that a cluster-scoped kind was given", () => {
    const place = { apiVersion: "v1", kind: "Namespace", name: "a" };
    expect(bodyOf({ metadata: { namespace: "mistaken" } }, place).metadata).toEqual({ name: "a" });
  });
});

describe("withIgnored", () => {
  const body = {
    ...address,
    metadata: {},
    spec: { replicas: 1, list: [{ image: "a" }, { image: "b" }] },
  } as KubeObject;
  const live = {
    ...address,
    metadata: {},
    spec: { replicas: 5, list: [{ image: "x" }, { image: "y" }] },
  } as KubeObject;

  it.each([
    ["spec.replicas", { ...body, spec: { replicas: 5, list: [{ image: "a" }, { image: "b" }] } }],
    ["spec.list[1].image", { ...body, spec: { replicas: 1, list: [{ image: "a" }, { image: "y" }] } }],
    ["spec.list[*].image", { ...body, spec: { replicas: 1, list: [{ image: "x" }, { image: "y" }] } }],
    ["spec.missing", body],
  ])("takes the present value of %s", (path, expected) => {
    expect(withIgnored(body, live, [path])).toEqual(expected);
  });

  it("keeps a value that is not there any more", () => {
    expect(withIgnored(body, { ...live, spec: {} }, ["spec.replicas"])).toEqual(body);
  });
});

import { describe, expect, it } from "vitest";
import { importedInputs, inputsOf, outputsOf } from "../../../../../toolchain/plugins/kubernetes/outputs.ts";
import type { KubeObject } from "../../../../../toolchain/plugins/kubernetes/objects.ts";
import { isSecret, secret } from "../../../../../toolchain/plugins/shared/secrecy.ts";
import type { Properties } from "../../../../../toolchain/plugins/shared/values.ts";

const head = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" } };

function live(more: Properties): KubeObject {
  return { ...head, ...more } as KubeObject;
}

describe("outputsOf", () => {
  it("hides in the live object what is secret in the inputs", () => {
    const outputs = outputsOf(live({ data: { a: "1", b: "2" } }), { ...head, data: { a: secret("1") } }, "us");
    expect(outputs).toMatchObject({ data: { a: secret("1"), b: "2" }, __fieldManager: "us" });
  });

  it("hides the data that a Secret's stringData became", () => {
    const object = { ...head, kind: "Secret", data: { a: "YQ==" } };
    expect(isSecret(outputsOf(object, { ...head, kind: "Secret", stringData: { a: "a" } }, "us")["data"])).toBe(true);
  });
});

describe("inputsOf", () => {
  const inputs: Properties = { ...head, spec: { cpu: "1000m", list: [{ n: "a" }], empty: {} }, stringData: { k: "v" } };
  const seen: Properties = { ...head, spec: { cpu: "1", list: [{ n: "a", d: 1 }], defaulted: true } };

  it("keeps inputs that the server only writes differently", () => {
    expect(inputsOf(live(seen), inputs, seen)).toEqual(inputs);
  });

  it("takes the values that changed since, and only those", () => {
    const changed = live({ spec: { cpu: "2", list: [{ n: "b", d: 1 }], defaulted: false } });
    expect(inputsOf(changed, inputs, seen)).toEqual({ ...inputs, spec: { cpu: "2", list: [{ n: "b" }], empty: {} } });
  });

  it("drops what was removed and takes a list whole when its length changed", () => {
    const spec = { list: [{ n: "a" }, { n: "b" }] };
    expect(inputsOf(live({ spec }), inputs, seen)).toEqual({ ...inputs, spec: { ...spec, empty: {} } });
  });

  it("sees a foreign change of a Secret that was written as stringData", () => {
    const base64 = (text: string) => Buffer.from(text).toString("base64");
    const login = { ...head, kind: "Secret" };
    const written = { ...login, stringData: secret({ a: "1", b: "2" }) };
    const data = { a: base64("1"), b: base64("2") };
    expect(inputsOf({ ...login, data }, written, { ...login, data: secret(data) })).toEqual(written);
    const changed = { ...login, data: { ...data, a: base64("3") } };
    const stringData = secret({ a: "3", b: "2" });
    expect(inputsOf(changed, written, { ...login, data: secret(data) })).toEqual({ ...login, stringData });
  });

  it("keeps secrets secret", () => {
    const hidden = { ...head, data: { a: secret("1") } };
    const before = { ...head, data: { a: secret("1") } };
    expect(inputsOf(live({ data: { a: "2" } }), hidden, before)).toEqual({ ...head, data: { a: secret("2") } });
  });
});

describe("importedInputs", () => {
  it("are what a program could have written", () => {
    const metadata = {
      name: "a",
      namespace: "n",
      labels: { x: "1" },
      uid: "u",
      resourceVersion: "1",
      managedFields: [],
    };
    const object = live({ metadata, data: { a: "1" }, status: { phase: "Active" } });
    const kept = { name: "a", namespace: "n", labels: { x: "1" } };
    expect(importedInputs(object)).toEqual({ ...head, metadata: kept, data: { a: "1" } });
  });
});

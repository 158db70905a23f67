import * as rpc from "@pulumi/pulumi/runtime/rpc.js";
import { describe, expect, it } from "vitest";
import {
  containsSecret,
  isSecret,
  revealAll,
  secret,
  secretTexts,
  withSecrecyOf,
} from "../../../../../toolchain/plugins/shared/secrecy.ts";

describe("secret", () => {
  it("marks as the SDK does", () => {
    expect(secret("a")).toEqual({ [rpc.specialSigKey]: rpc.specialSecretSig, value: "a" });
    expect(rpc.isRpcSecret(secret("a"))).toBe(true);
  });

  it("marks once", () => {
    expect(secret(secret("a"))).toEqual(secret("a"));
  });
});

describe("revealAll", () => {
  it("takes marks off at any depth, nested ones too", () => {
    const nested = { list: [secret({ inner: secret("a") })], plain: 1 };
    expect(revealAll(nested)).toEqual({ list: [{ inner: "a" }], plain: 1 });
    expect(containsSecret(nested)).toBe(true);
    expect(containsSecret(revealAll(nested))).toBe(false);
  });
});

describe("withSecrecyOf", () => {
  it("marks the same keys and nothing else", () => {
    const marked = withSecrecyOf({ data: { a: "1", b: "2" }, kind: "X" }, { data: { a: secret("0"), c: secret("3") } });
    expect(marked).toEqual({ data: { a: secret("1"), b: "2" }, kind: "X" });
  });

  it("marks a list whole when one element is secret", () => {
    const env = [{ value: "a" }, { value: "b" }];
    expect(withSecrecyOf({ env }, { env: [{ value: secret("a") }, { value: "b" }] })).toEqual({ env: secret(env) });
  });

  it("marks an object whole when the model is secret whole", () => {
    expect(withSecrecyOf({ data: { a: "1" } }, { data: secret({ a: "1" }) })).toEqual({ data: secret({ a: "1" }) });
    expect(isSecret(withSecrecyOf({ data: "x" }, { data: secret(1) })["data"])).toBe(true);
  });
});

describe("secretTexts", () => {
  it("finds the texts inside secrets only", () => {
    const bag = { a: secret({ deep: ["one", { more: "two" }] }), b: "open", c: [secret("three")], d: secret(4) };
    expect(secretTexts(bag)).toEqual(["one", "two", "three"]);
  });
});

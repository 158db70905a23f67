import { describe, expect, it } from "vitest";
import { checkInputs } from "../../../../../toolchain/plugins/kubernetes/check.ts";
import { secret } from "../../../../../toolchain/plugins/shared/secrecy.ts";
import { type Properties, unknown } from "../../../../../toolchain/plugins/shared/values.ts";

const configMap = { apiVersion: "v1", kind: "ConfigMap" };
const seed = Buffer.from("seed");

function check(news: Properties, olds: Properties = {}, randomSeed = seed, namespace?: string): Properties {
  return checkInputs({ name: "settings", olds, news, randomSeed }, configMap, namespace);
}

describe("a name", () => {
  it("is made from the logical name and the seed, and says that it was", () => {
    const metadata = check({})["metadata"];
    expect(metadata).toEqual({
      name: expect.stringMatching(/^settings-[0-9a-f]{8}$/),
      annotations: { "pulumi.com/autonamed": "true" },
    });
    expect(check({})["metadata"]).toEqual(metadata);
    expect(check({}, {}, Buffer.from("other"))["metadata"]).not.toEqual(metadata);
  });

  it("is random without a seed", () => {
    expect(check({}, {}, Buffer.alloc(0))).not.toEqual(check({}, {}, Buffer.alloc(0)));
  });

  it("is kept as long as the program names none", () => {
    const first = check({ data: { a: "1" } });
    const second = check({ data: { a: "2" } }, first, Buffer.from("other"));
    expect(second["metadata"]).toEqual(first["metadata"]);
  });

  it("is made anew when the program stops choosing it", () => {
    const chosen = check({ metadata: { name: "chosen" } });
    expect(check({}, chosen)["metadata"]).toMatchObject({ name: expect.stringMatching(/^settings-/) });
  });

  it.each([{ name: "chosen" }, { generateName: "chosen-" }, { name: unknown }])("is left alone in %j", (metadata) => {
    expect(check({ metadata })["metadata"]).toEqual(metadata);
  });

  it("is not made for metadata that a preview does not know", () => {
    expect(check({ metadata: unknown })["metadata"]).toBe(unknown);
  });
});

describe("what the program left out", () => {
  it("is the kind and the namespace", () => {
    const inputs = check({ metadata: { name: "a" } }, {}, seed, "shop");
    expect(inputs).toEqual({ ...configMap, metadata: { name: "a", namespace: "shop" } });
    expect(check({ metadata: { name: "a", namespace: "own" } }, {}, seed, "shop")["metadata"]).toMatchObject({
      namespace: "own",
    });
  });

  it("is not a null", () => {
    expect(check({ metadata: { name: "a", labels: null }, data: null })).toEqual({
      ...configMap,
      metadata: { name: "a" },
    });
  });
});

describe("secrets and unknowns", () => {
  it("survive", () => {
    const data = { hidden: secret("a"), later: unknown, both: secret(unknown) };
    expect(check({ data })["data"]).toEqual(data);
  });

  it("are made of a Secret's contents", () => {
    const kind = { apiVersion: "v1", kind: "Secret" };
    const news = { data: { a: "YQ==" }, stringData: secret({ b: "b" }), type: "Opaque" };
    const inputs = checkInputs({ name: "login", olds: {}, news, randomSeed: seed }, kind, undefined);
    expect(inputs).toMatchObject({ data: secret({ a: "YQ==" }), stringData: secret({ b: "b" }), type: "Opaque" });
  });
});

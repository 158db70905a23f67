import { describe, expect, it } from "vitest";
import { RandomProvider } from "../../../../../toolchain/plugins/random/provider.ts";
import { isSecret, reveal, secret } from "../../../../../toolchain/plugins/shared/secrecy.ts";
import { type Properties, unknown } from "../../../../../toolchain/plugins/shared/values.ts";

const provider = new RandomProvider();
const type = "random:index/randomPassword:RandomPassword";
const resource = { urn: "urn", name: "password", type };

const create = (inputs: Properties, preview = false) => provider.create({ ...resource, inputs, preview, timeout: 0 });
const diff = (oldInputs: Properties, newInputs: Properties) =>
  provider.diff({ ...resource, id: "none", oldInputs, newInputs });

describe("a password", () => {
  it("is secret, with its settings beside it", async () => {
    const { id, outputs } = await create({ length: 10, special: false });
    expect(id).toBe("none");
    expect(outputs).toMatchObject({ length: 10, special: false, lower: true, minUpper: 0 });
    expect(isSecret(outputs["result"])).toBe(true);
    expect(reveal(outputs["result"] ?? null)).toMatch(/^[A-Za-z0-9]{10}$/);
  });

  it("is an unknown secret in a preview", async () => {
    expect((await create({ length: unknown }, true)).outputs).toMatchObject({
      length: unknown,
      result: secret(unknown),
    });
  });

  it("keeps what is secret in its settings", async () => {
    expect((await create({ length: 4, keepers: secret({ a: "1" }) })).outputs["keepers"]).toEqual(secret({ a: "1" }));
  });

  it("follows the older name of a setting", async () => {
    const inputs = { length: 50, number: false, special: false };
    expect(reveal((await create(inputs)).outputs["result"] ?? null)).toMatch(/^[A-Za-z]{50}$/);
  });

  it("is made anew for any other setting", async () => {
    const { changes } = await diff({ length: 10, keepers: { a: "1" } }, { length: 10, keepers: { a: "2" } });
    expect(changes).toEqual([{ path: "keepers.a", kind: "update", replace: true }]);
  });

  it("is not made anew for a default that is spelled out", async () => {
    expect((await diff({ length: 10 }, { length: 10, lower: true, minLower: 0, upper: null })).changes).toEqual([]);
  });

  it("is what it was when it is read", async () => {
    const state = { id: "none", oldInputs: { length: 1 }, oldOutputs: { result: secret("a") } };
    const read = await provider.read({ ...resource, ...state });
    expect(read).toEqual({ id: "none", inputs: { length: 1 }, outputs: { result: secret("a") } });
    await expect(provider.read({ ...resource, ...state, oldOutputs: {} })).rejects.toThrow("imported");
  });
});

describe("another type", () => {
  it("is refused by name", async () => {
    const request = {
      ...resource,
      type: "random:index/randomPet:RandomPet",
      olds: {},
      news: {},
      randomSeed: Buffer.alloc(0),
    };
    await expect(provider.check(request)).rejects.toThrow(/randomPet.*official/);
  });
});

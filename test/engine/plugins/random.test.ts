import * as random from "@pulumi/random";
import type { PulumiFn, Stack } from "@pulumi/pulumi/automation/index.js";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { standInOnly, suite } from "./needs.ts";
import { buildStand, failureOf, type Stand, stateOf } from "./stand.ts";

suite("random values", ["DRILL_PULUMI"], () => {
  let stand: Stand;
  let stack: Stack;
  let program: PulumiFn;
  let stacks = 0;

  beforeAll(async () => {
    stand = await buildStand();
  });

  afterAll(async () => {
    await stand.remove();
  });

  beforeEach(async () => {
    stacks += 1;
    stack = await stand.stack(`random-${stacks}`, () => program());
  });

  const values = async () => {
    const { outputs } = await stack.up();
    return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, String(value)]));
  };
  const everyValue = (keepers: Record<string, string>) => async () => {
    const password = new random.RandomPassword("password", { length: 32, minNumeric: 3, keepers });
    const text = new random.RandomString("text", { length: 12, special: false, upper: false, keepers });
    const id = new random.RandomId("id", { byteLength: 4, prefix: "run-", keepers });
    return { password: password.result, text: text.result, hex: id.hex, dec: id.dec, url: id.b64Url, bare: id.id };
  };

  it("are what was asked for", async () => {
    program = everyValue({ run: "1" });
    const { password, text, hex, dec, url, bare } = await values();
    expect(password).toMatch(/^[A-Za-z0-9!@#$%&*()\-_=+[\]{}<>:?]{32}$/);
    expect(password?.replaceAll(/\D/g, "").length).toBeGreaterThanOrEqual(3);
    expect(text).toMatch(/^[a-z0-9]{12}$/);
    expect(hex).toMatch(/^run-[0-9a-f]{8}$/);
    expect(dec).toBe(`run-${BigInt(`0x${hex?.slice(4)}`).toString()}`);
    expect(url).toBe(`run-${bare}`);
    const outputs = (await stateOf(stack, "random:index/randomPassword:RandomPassword"))[0]?.outputs;
    expect(outputs?.["result"]).toHaveProperty("plaintext");
  });

  it("stay until their keepers change", async () => {
    program = everyValue({ run: "1" });
    const first = await values();
    expect(await values()).toEqual(first);
    expect((await stack.refresh()).summary.resourceChanges).toEqual({ same: 4 });
    program = everyValue({ run: "2" });
    expect((await stack.preview()).changeSummary).toEqual({ same: 1, replace: 3 });
    const second = await values();
    for (const name of Object.keys(first)) expect(second[name]).not.toBe(first[name]);
    expect((await stack.destroy()).summary.resourceChanges).toEqual({ delete: 4 });
  });

  it("cannot be asked for in impossible shapes", async () => {
    program = async () => void new random.RandomPassword("short", { length: 2, minLower: 3 });
    expect(await failureOf((onEvent) => stack.up({ onEvent }))).toContain("length");
  });

  standInOnly("of other types are refused by name", "it makes them", async () => {
    program = async () => void new random.RandomPet("pet", {});
    const failure = await failureOf((onEvent) => stack.up({ onEvent }));
    expect(failure).toContain("random:index/randomPet:RandomPet");
    expect(failure).toContain("official");
  });
});

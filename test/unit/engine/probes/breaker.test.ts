import { describe, expect, it } from "vitest";
import { breakerComesTo } from "../../../../engine/probes/breaker.ts";
import { contextWith } from "./pods.ts";

const stateOf = (service: string, value: number) => `circuit_breaker_state{service="${service}"} ${value}`;
const opens = breakerComesTo("b", { service: "mesh", towards: "myocyte", state: "open", withinMs: 0 });
const look = async (...pods: string[]) => {
  const mesh = Object.fromEntries(pods.map((text, n) => [`mesh-${n}`, text]));
  return (await opens.observe(contextWith({ mesh })))[0];
};

describe("breakerComesTo", () => {
  it("is ok once it is there in every pod that called the dependency", async () => {
    const other = stateOf("osteon", 0);
    expect(await look(stateOf("myocyte", 1), `${stateOf("myocyte", 1)}\n${other}`)).toMatchObject({
      subject: "breaker of mesh towards myocyte",
      ok: true,
    });
    expect(await look(stateOf("myocyte", 1), other)).toMatchObject({ ok: true });
  });

  it.each([
    [0, "closed"],
    [2, "half_open"],
    [7, "state 7"],
  ])("is not while one is in another state: %i", async (value, name) => {
    const seen = await look(stateOf("myocyte", 1), stateOf("myocyte", value));
    expect(seen).toMatchObject({ ok: false, detail: expect.stringContaining(`mesh-1 ${name}`) });
  });

  it("could not look where nobody tells of the breaker", async () => {
    expect(await look(stateOf("osteon", 1))).toMatchObject({ ok: null });
    expect(await look()).toMatchObject({ ok: null });
  });
});

import { describe, expect, it } from "vitest";
import { breakerComesTo } from "../../../../engine/probes/breaker.ts";
import type { ClusterApi } from "../../../../engine/probes/cluster-api.ts";
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

  it("is not where one passes through it on its way to another", async () => {
    const states = [1, 2];
    const context = contextWith(() => ({ mesh: { "mesh-0": stateOf("myocyte", states[0] ?? 2) } }));
    const listed = context.api.get.bind(context.api);
    const get = async (path: string) => {
      const answer = await listed(path);
      states.shift();
      return answer;
    };
    const seen = (await opens.observe({ ...context, api: { ...context.api, get } as unknown as ClusterApi }))[0];
    expect(seen).toMatchObject({ ok: false, detail: expect.stringContaining("mesh-0 half_open") });
  });

  it("could not look where nobody tells of the breaker", async () => {
    expect(await look(stateOf("osteon", 1))).toMatchObject({ ok: null });
    expect(await look()).toMatchObject({ ok: null });
  });
});

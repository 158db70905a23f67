import { describe, expect, it } from "vitest";
import { meshSeesAgent } from "../../../../engine/probes/agent-health.ts";
import { contextWith } from "./pods.ts";

const flag = (agent: string, value: number) => `distributed_health_status{service="${agent}"} ${value}`;
const look = async (healthy: boolean, ...pods: string[]) => {
  const mesh = Object.fromEntries(pods.map((text, n) => [`mesh-${n}`, text]));
  return (await meshSeesAgent("p", "myocyte", healthy, 0).observe(contextWith({ mesh })))[0];
};

describe("meshSeesAgent", () => {
  it.each([
    [false, [0, 0], true],
    [false, [0, 1], false],
    [true, [1, 1], true],
    [true, [1, 0], false],
  ])("healthy = %j, with pods that say %j: %j", async (healthy, values, ok) => {
    const texts = values.map((value) => `${flag("myocyte", value)}\n${flag("osteon", 1 - value)}`);
    expect(await look(healthy, ...texts)).toMatchObject({ ok, subject: "distributed_health_status{myocyte}" });
  });

  it("could not look where no pod tells it", async () => {
    expect(await look(true, flag("osteon", 1))).toMatchObject({ ok: null });
  });
});

import { beforeEach, describe, expect, it } from "vitest";
import { createHome } from "../../../../engine/environment/home.ts";
import { writeLease } from "../../../../engine/environment/record.ts";
import { aLease, drill, ownFolder } from "../played-edges.ts";

beforeEach(async () => void (await ownFolder()));

describe("plan", () => {
  it("says for people what is broken, how far it may reach, and what is demanded", async () => {
    const { stdout, stderr, exitCode } = await drill(["plan", "chaos/agent-outage"]);
    expect(stdout).toMatch(/^chaos\/agent-outage: with an agent away/);
    expect(stdout).toMatch(/^Blast radius\n {2}link {2}mesh-myocyte$/m);
    expect(stdout).toContain("    mesh-myocyte-refused: connections of mesh-myocyte are refused");
    expect(stdout).toContain("  CIRCUIT_BREAKER_TIMEOUT: 5 instead of 60");
    expect(stdout).toMatch(/^ {2}agent-outage\.outage\.hint +at every look +its route answers 503/m);
    expect(stdout).not.toContain("Targets");
    expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
  });

  it("says of a drill that breaks nothing what it loads and demands", async () => {
    const { stdout } = await drill(["plan", "smoke", "--rate", "60"]);
    expect(stdout).toContain("  slo: 60 arrivals/s for 1m00s on plan");
    expect(stdout).toContain("arrival rate: 60/s instead of 52/s");
    expect(stdout).not.toContain("Blast radius");
  });

  it("gives machines the whole drill, and the design of an experiment", async () => {
    const smoke = JSON.parse((await drill(["plan", "smoke", "--json"])).stdout) as Record<string, unknown>;
    expect(smoke).toMatchObject({
      name: "smoke",
      stack: "smoke",
      objectives: expect.any(Array),
      loads: expect.any(Array),
    });
    expect(smoke["experiments"]).toEqual([]);
    const partition = JSON.parse((await drill(["plan", "chaos/partition", "--json"])).stdout) as Record<
      string,
      unknown
    >;
    const workloads = [
      { name: "osteon", share: 0.5 },
      { name: "myocyte", share: 1 },
      { name: "synapse", share: 1 },
    ];
    expect(partition["experiments"]).toMatchObject([
      { design: { name: "partition", radius: { workloads } }, resolved: null },
    ]);
  });

  it("of an environment that is up asks for one", async () => {
    const ended = await drill(["plan", "chaos/partition", "--attach", "nope"]);
    expect(ended.stderr).toContain("drill: environment.unknown");
    expect(ended.exitCode).toBe(2);
  });

  it("of an environment that is up shows the settings that it was brought up with", async () => {
    await createHome("e1");
    writeLease(aLease({ config: { env: '{"CIRCUIT_BREAKER_TIMEOUT":"7"}' } }));
    const { stdout } = await drill(["plan", "smoke", "--attach", "e1"]);
    expect(stdout).toContain("on stack smoke");
  });
});

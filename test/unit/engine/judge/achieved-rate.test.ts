import { describe, expect, it } from "vitest";
import type { Objective } from "../../../../engine/evidence/objective.ts";
import { judge } from "../../../../engine/judge/judge.ts";
import { buildEvidence } from "../../../fixtures/evidence/build-evidence.ts";
import type { RunOverrides } from "../../../fixtures/evidence/build-run.ts";
import { aLoad, someSamples } from "../../../fixtures/evidence/records.ts";
import { dropping, p95, rate, resultOf, shaped, stalling } from "./load-results.ts";

const load = aLoad();

describe("an achieved-rate objective", () => {
  it("passes where enough of the arrivals were sent in time", () => {
    expect(resultOf([rate], { generator: { mixed: { offered: 2_005, dropped: 5 } } })).toMatchObject({
      outcome: "pass",
      observed: "2000 of 2005 arrivals sent (99.8 %), 5 dropped, start lag p99 3 ms",
    });
  });

  it.each<[string, NonNullable<RunOverrides["generator"]>, string]>([
    ["arrivals were dropped", { mixed: { offered: 2_200, dropped: 200 } }, "200 arrivals dropped"],
    ["arrivals were never offered", { mixed: { offered: 900, started: 900 } }, "900 of 1999 planned arrivals sent"],
    ["requests started late", { mixed: { startLagP99Ms: 80 } }, "started 80 ms late"],
  ])("is inconclusive, and names the generator, where %s", (_what, generator, reason) => {
    expect(resultOf([rate], { generator })).toMatchObject({
      outcome: "inconclusive",
      reason: expect.stringMatching(new RegExp(`^generator saturated: .*${reason}`)),
    });
  });

  it("asks no more of a load that was needed no longer than what it had to send until then", () => {
    const generator = { mixed: { offered: 900, started: 900, stoppedAfterMs: 9_000 } };
    expect(resultOf([rate], { generator }).observed).toMatch(/^900 of 900 arrivals sent/);
    const late = { mixed: { offered: 900, started: 800, stoppedAfterMs: 9_000 } };
    expect(resultOf([rate], { generator: late }).reason).toMatch(/^generator saturated: 800 of 900/);
  });

  it("fails, and names the target, where it held the virtual users that stood ready", () => {
    expect(resultOf([rate], { ...stalling, ...dropping })).toMatchObject({
      outcome: "fail",
      reason:
        "target stalled: 30 requests at once were never answered, which held all 20 virtual users that stood ready, " +
        "so that 200 arrivals were dropped",
    });
  });

  it("passes where the target stalled and enough of the arrivals were sent all the same", () => {
    expect(resultOf([rate], { ...stalling, generator: { mixed: { offered: 2_005, dropped: 5 } } }).outcome).toBe(
      "pass",
    );
  });

  it.each([
    ["too few were left unanswered", shaped({ outcome: (n) => (n < 19 ? "timeout" : "ok") })],
    ["they were not left unanswered at once", shaped({ outcome: (n) => (n % 60 === 0 ? "timeout" : "ok") })],
    ["answers were merely slow", shaped({ latencyMs: () => 3_000 })],
  ])("does not blame the target where %s", (_what, samples) => {
    expect(resultOf([rate], { ...samples, ...dropping })).toMatchObject({
      outcome: "inconclusive",
      reason: expect.stringMatching(/^generator saturated: 200 arrivals dropped/),
    });
  });

  it("lets a stalled target's other objectives be judged: what it did not take has failed", () => {
    expect(resultOf([p95], { ...stalling, ...dropping }).outcome).toBe("pass");
  });

  it("is inconclusive without the generator's report", () => {
    expect(resultOf([rate], { generator: { mixed: null } })).toMatchObject({ outcome: "inconclusive", samples: 0 });
  });

  it("sets what counts as saturated for the other objectives of its load", () => {
    const lenient: Objective = { ...rate, id: "rate", minRatio: 0.9 };
    const fewer = { generator: { mixed: { offered: 2_100, dropped: 100 } } };
    expect(resultOf([p95], fewer).outcome).toBe("inconclusive");
    expect(resultOf([p95, lenient], fewer).outcome).toBe("pass");
  });

  it("knows no planned arrivals in a closed model, only those started", () => {
    const closed = aLoad({ model: { kind: "closed", virtualUsers: 5 } });
    const plan = { objectives: [rate], loads: [closed] };
    const evidence = buildEvidence({ plan, samples: { mixed: [...someSamples(load)].slice(0, 700) } });
    expect(judge(evidence).objectives[0]).toMatchObject({
      outcome: "pass",
      observed: "700 of 700 arrivals sent (100 %), 0 dropped, start lag p99 unknown",
    });
  });
});

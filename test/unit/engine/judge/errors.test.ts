import { describe, expect, it } from "vitest";
import type { Sample } from "../../../../engine/evidence/sample.ts";
import { aLoad, runEpochMs, someSamples } from "../../../fixtures/evidence/records.ts";
import { dropping, errors, phase, resultOf, shaped, stalling } from "./load-results.ts";

describe("an errors objective", () => {
  it("passes where the upper bound is within the limit", () => {
    expect(resultOf([errors])).toMatchObject({
      outcome: "pass",
      observed: "0 % (95 % CI up to 0.166 %), 0 of 1800 failed",
      demanded: "errors <= 0.5 %",
      samples: 1_800,
    });
  });

  it.each(["status-503", "not-ok", "timeout", "connection"])("counts %s as a failure", (bad) => {
    const result = resultOf([errors], shaped({ outcome: (n) => (n % 50 === 0 ? bad : "ok") }));
    expect(result).toMatchObject({
      outcome: "fail",
      observed: expect.stringContaining(`36 of 1800 failed: 36 ${bad}`),
    });
  });

  it("is inconclusive where the limit lies between the bounds", () => {
    const result = resultOf([errors], shaped({ outcome: (n) => (n % 225 === 0 ? "timeout" : "ok") }));
    expect(result).toMatchObject({ outcome: "inconclusive", reason: expect.stringContaining("do not settle") });
  });

  it("is inconclusive with fewer requests than it demands, even without a failure", () => {
    expect(resultOf([{ ...errors, minSamples: 1_801 }])).toMatchObject({
      outcome: "inconclusive",
      reason: "1800 requests after the warm-up, 1801 needed",
    });
  });

  it("counts dropped arrivals as failures of all endpoints together, and of no single one that lacks none", () => {
    const few = { generator: { mixed: { offered: 2_008, dropped: 8 } } };
    expect(resultOf([errors], few)).toMatchObject({
      outcome: "inconclusive",
      observed: expect.stringContaining("8 of 1808 failed: 8 dropped"),
    });
    expect(resultOf([{ ...errors, endpoint: "plan" }], few)).toMatchObject({ outcome: "pass", samples: 900 });
  });

  it("counts those that an endpoint lacks as its own", () => {
    // Every tenth plan of 1000 was never sent.
    const samples = { mixed: [...someSamples(aLoad())].filter(({ n }) => n % 20 !== 0) };
    const short = { samples, generator: { mixed: { offered: 2_000, dropped: 100 } } };
    expect(resultOf([{ ...errors, endpoint: "plan" }], short)).toMatchObject({
      outcome: "inconclusive",
      observed: expect.stringMatching(/8\d of 89\d failed: 8\d dropped/),
    });
    expect(resultOf([{ ...errors, endpoint: "draft" }], short).observed).toContain("0 of 900 failed");
  });

  it("counts those that a phase lacks as that phase's, and never more than were dropped", () => {
    const events = [...phase("baseline", 5), ...phase("fault", 5), { type: "run-ended" as const }];
    const isFault = ({ startMs }: Sample) => startMs >= runEpochMs + 7_000 && startMs < runEpochMs + 12_000;
    const samples = { mixed: [...someSamples(aLoad())].filter((each) => !isFault(each) || each.n % 5 !== 0) };
    const resultIn = (name: string, dropped: number) =>
      resultOf([{ ...errors, phase: name, minSamples: 100 }], {
        ...{ events, samples, generator: { mixed: { offered: 2_000, dropped } } },
      });
    expect(resultIn("baseline", 100)).toMatchObject({
      outcome: "inconclusive",
      observed: expect.stringMatching(/^0 %/),
    });
    expect(resultIn("fault", 100).observed).toMatch(/9\d of 49\d failed: 9\d dropped/);
    expect(resultIn("fault", 7).observed).toContain(": 7 dropped");
    expect(resultIn("fault", 0).observed).toContain("0 of 400 failed");
  });

  it("are in no doubt in a phase in which all arrivals were sent, though many were dropped in another", () => {
    const events = [...phase("baseline", 6), ...phase("fault", 6), { type: "run-ended" as const }];
    const isFault = ({ startMs }: Sample) => startMs >= runEpochMs + 8_000 && startMs < runEpochMs + 14_000;
    const samples = { mixed: [...someSamples(aLoad())].filter((each) => !isFault(each) || each.n % 2 === 0) };
    const resultIn = (name: string, lagMs: number | null) =>
      resultOf([{ ...errors, phase: name, limitRatio: 0.02, minSamples: 100 }], {
        ...{ events, samples, generator: { mixed: { offered: 2_000, dropped: 300, startLagP99Ms: lagMs } } },
      });
    expect(resultIn("baseline", null)).toMatchObject({ outcome: "pass", samples: 600 });
    expect(resultIn("fault", null)).toMatchObject({
      outcome: "inconclusive",
      reason: expect.stringContaining("generator saturated"),
    });
    // A generator that ran late did so whenever it was.
    expect(resultIn("baseline", 80).outcome).toBe("inconclusive");
  });

  it("does not fail on dropped arrivals alone, but does beside failures of the system's own", () => {
    const more = { generator: { mixed: { offered: 2_019, dropped: 19 } } };
    expect(resultOf([errors], more)).toMatchObject({
      outcome: "inconclusive",
      reason: "above 0.5 % only with what the generator did not get through",
    });
    const broken = shaped({ outcome: (n) => (n % 50 === 0 ? "connection" : "ok") });
    expect(resultOf([errors], { ...broken, ...more }).outcome).toBe("fail");
  });

  it("does not fail on what a saturated generator dropped or could not connect", () => {
    expect(resultOf([errors], dropping)).toMatchObject({
      outcome: "inconclusive",
      reason: expect.stringContaining("generator saturated"),
    });
    const unconnected = shaped({ outcome: (n) => (n % 20 === 0 ? "connection" : "ok") });
    expect(resultOf([errors], { ...unconnected, ...dropping }).outcome).toBe("inconclusive");
  });

  it("fails on dropped arrivals alone where the target stalled: those it failed as well", () => {
    // All that was left unanswered was sent before the warm-up cut.
    expect(resultOf([errors], { ...stalling, ...dropping })).toMatchObject({
      outcome: "fail",
      observed: expect.stringContaining("200 of 2000 failed: 200 dropped"),
      reason: expect.stringContaining("target stalled: 30 requests at once"),
    });
    expect(resultOf([{ ...errors, endpoint: "plan" }], { ...stalling, ...dropping }).outcome).toBe("pass");
  });

  it.each(["status-500", "not-ok", "timeout"])("still fails on a saturated generator where answers were %s", (bad) => {
    const broken = shaped({ outcome: (n) => (n % 20 === 0 ? bad : "ok") });
    expect(resultOf([errors], { ...broken, ...dropping }).outcome).toBe("fail");
  });

  it("never passes without a request", () => {
    expect(resultOf([{ ...errors, minSamples: 1 }], { samples: { mixed: [] } })).toMatchObject({
      outcome: "inconclusive",
      observed: "no request",
      samples: 0,
    });
  });
});

import { describe, expect, it } from "vitest";
import { dropping, errors, resultOf, shaped, stalling } from "./load-results.ts";

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

  it("counts dropped arrivals as failures of all endpoints together, and of no single one", () => {
    const few = { generator: { mixed: { offered: 2_008, dropped: 8 } } };
    expect(resultOf([errors], few)).toMatchObject({
      outcome: "inconclusive",
      observed: expect.stringContaining("8 of 1808 failed: 8 dropped"),
    });
    expect(resultOf([{ ...errors, endpoint: "plan" }], few)).toMatchObject({ outcome: "pass", samples: 900 });
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

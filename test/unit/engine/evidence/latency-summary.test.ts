import { describe, expect, it } from "vitest";
import { quantileMs } from "../../../../engine/evidence/latency-distribution.ts";
import type { EndpointSummary, LoadSummary, Phase } from "../../../../engine/evidence/latency-summary.ts";
import { summarise } from "../../../fixtures/evidence/build-evidence.ts";
import { aLoad, runEpochMs, someSamples } from "../../../fixtures/evidence/records.ts";

const load = aLoad();

function endpointOf(summary: LoadSummary, name: string): EndpointSummary {
  const found = summary.endpoints.find(({ endpoint }) => endpoint === name);
  if (found === undefined) throw new Error(`no endpoint ${name}`);
  return found;
}

describe("summariser", () => {
  it("counts the whole load and what is left after the warm-up cut", () => {
    const summary = summarise(load, [...someSamples(load)]);
    expect(summary).toMatchObject({ samples: 2_000, firstStartMs: runEpochMs });
    expect(summary.endpoints.map(({ endpoint }) => endpoint)).toEqual(["*", "draft", "plan"]);
    expect(endpointOf(summary, "*").whole.requests).toBe(2_000);
    expect(endpointOf(summary, "*").judged.requests).toBe(1_800);
    expect(endpointOf(summary, "plan").judged.requests).toBe(900);
  });

  it("cuts by when a request was sent, the boundary itself being judged", () => {
    const at = (ms: number) => ({ startMs: runEpochMs + ms, durationMs: 5, endpoint: "plan", outcome: "ok", n: 0 });
    const summary = summarise(load, [at(2_000), at(1_999), at(0)]);
    expect(endpointOf(summary, "plan").judged.requests).toBe(1);
    expect(endpointOf(summary, "plan").whole.requests).toBe(3);
  });

  it("keeps slow warm-up requests out of what is judged", () => {
    const summary = summarise(load, [...someSamples(load, { latencyMs: (n) => (n < 200 ? 5_000 : 20) })]);
    expect(quantileMs(endpointOf(summary, "*").judged.latency, 0.99)).toBeCloseTo(20, 1);
    expect(quantileMs(endpointOf(summary, "*").whole.latency, 0.99)).toBeGreaterThan(4_900);
  });

  it("takes latencies of successful requests only, and counts every outcome", () => {
    const outcome = (n: number) => (n % 10 === 0 ? "timeout" : n % 10 === 1 ? "status-503" : "ok");
    const latencyMs = (n: number) => (outcome(n) === "ok" ? 10 : 10_000);
    const { judged } = endpointOf(summarise(load, [...someSamples(load, { outcome, latencyMs })]), "*");
    expect(judged.outcomes).toEqual({ ok: 1_440, "status-503": 180, timeout: 180 });
    expect(judged).toMatchObject({ requests: 1_800, failures: 360 });
    expect(judged.latency.count).toBe(1_440);
    expect(quantileMs(judged.latency, 0.999)).toBeCloseTo(10, 1);
  });

  it("does not depend on the order of the samples", () => {
    const samples = [...someSamples(load, { latencyMs: (n) => 10 + ((n * 7) % 90) })];
    expect(summarise(load, samples.toReversed())).toEqual(summarise(load, samples));
  });

  it("sees how many requests at once were never answered, by all endpoints together", () => {
    const outcome = (n: number) => (n >= 300 && n < 340 ? "timeout" : "ok");
    expect(summarise(load, [...someSamples(load, { outcome })]).mostUnanswered).toBe(40);
    expect(summarise(load, [...someSamples(load, { outcome: () => "status-503" })]).mostUnanswered).toBe(0);
  });

  it("says of no sample that there was none", () => {
    const summary = summarise(load, []);
    expect(summary).toMatchObject({ samples: 0, firstStartMs: null });
    expect(endpointOf(summary, "*").judged).toMatchObject({ requests: 0, failures: 0, outcomes: {} });
  });
});

describe("phases", () => {
  const phase = (name: string, fromMs: number, toMs: number) => ({
    name,
    fromMs: runEpochMs + fromMs,
    toMs: runEpochMs + toMs,
  });
  const during = (phases: Phase[]) => summarise(load, [...someSamples(load, { outcome: failingFrom5To6 })], phases);
  const failingFrom5To6 = (n: number) => (n >= 500 && n < 600 ? "status-503" : "ok");

  it("hold the requests that were sent while they went on, for every endpoint", () => {
    const summary = during([phase("before", 0, 5_000), phase("fault", 5_000, 6_000)]);
    expect(endpointOf(summary, "*").phases).toMatchObject({
      before: { requests: 500, failures: 0 },
      fault: { requests: 100, failures: 100, outcomes: { "status-503": 100 } },
    });
    expect(endpointOf(summary, "plan").phases["fault"]).toMatchObject({ requests: 50, failures: 50 });
  });

  it("begin with their first moment and end before their last", () => {
    const at = (ms: number) => ({ startMs: runEpochMs + ms, durationMs: 5, endpoint: "plan", outcome: "ok", n: 0 });
    const summary = summarise(load, [at(0), at(1_000), at(1_999), at(2_000)], [phase("p", 1_000, 2_000)]);
    expect(endpointOf(summary, "plan").phases["p"]?.requests).toBe(2);
  });

  it("take latencies of what succeeded in them alone", () => {
    const latencyMs = (n: number) => (n < 1_000 ? 10 : 100);
    const summary = summarise(load, [...someSamples(load, { latencyMs })], [phase("late", 10_000, 20_000)]);
    const { latency } = endpointOf(summary, "*").phases["late"] ?? {};
    const lowest = latency === undefined ? null : quantileMs(latency, 0.01);
    expect((lowest ?? 0) / 100).toBeCloseTo(1, 1);
  });

  it("may be empty, lie outside of the load, or overlap", () => {
    const { phases } = endpointOf(during([phase("early", -9, 0), phase("a", 0, 9_000), phase("b", 5_000, 9_000)]), "*");
    expect(Object.entries(phases).map(([name, { requests }]) => [name, requests])).toEqual([
      ["early", 0],
      ["a", 900],
      ["b", 400],
    ]);
  });
});

describe("windows", () => {
  it("hold requests, errors and percentiles of the second in which they were sent", () => {
    const outcome = (n: number) => (n >= 500 && n < 600 && n % 4 === 0 ? "status-503" : "ok");
    const latencyMs = (n: number) => (n < 1_000 ? 10 : 100);
    const summary = summarise(load, [...someSamples(load, { outcome, latencyMs })]);
    const { windows } = endpointOf(summary, "*");
    expect(summary.windowMs).toBe(1_000);
    expect(windows).toHaveLength(20);
    expect(windows[5]).toMatchObject({ startMs: 5_000, requests: 100, errors: 25, rps: 100 });
    expect(windows[9]?.p95Ms).toBeCloseTo(10, 0);
    expect((windows[10]?.p50Ms ?? 0) / 100).toBeCloseTo(1, 1);
    expect(endpointOf(summary, "plan").windows[5]).toMatchObject({ requests: 50, rps: 50 });
  });

  it("have no percentile where nothing succeeded", () => {
    const summary = summarise(load, [...someSamples(load, { outcome: (n) => (n < 100 ? "connection" : "ok") })]);
    expect(endpointOf(summary, "*").windows[0]).toMatchObject({ errors: 100, p50Ms: null, p95Ms: null });
  });

  it.each([
    [60_000, 1_000, 60],
    [240_000, 1_000, 240],
    [241_000, 5_000, 49],
    [3_600_000, 30_000, 120],
    [90 * 86_400_000, 32_400_000, 240],
  ])("of a load of %d ms are %d ms wide", (durationMs, widthMs, count) => {
    const summary = summarise(aLoad({ durationMs }), []);
    expect(summary.windowMs).toBe(widthMs);
    expect(endpointOf(summary, "*").windows).toHaveLength(count);
  });

  it("count a request sent after the planned end in the last one, whose rate is over its own length", () => {
    const long = aLoad({ durationMs: 2_500 });
    const at = (ms: number) => ({ startMs: runEpochMs + ms, durationMs: 5, endpoint: "plan", outcome: "ok", n: 0 });
    const { windows } = endpointOf(summarise(long, [at(0), at(2_100), at(9_000)]), "*");
    expect(windows.map(({ requests, rps }) => [requests, rps])).toEqual([
      [1, 1],
      [0, 0],
      [2, 4],
    ]);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judge } from "../../../../engine/judge/judge.ts";
import { buildEvidence } from "../../../fixtures/evidence/build-evidence.ts";
import type { RunOverrides } from "../../../fixtures/evidence/build-run.ts";
import { dropping, p95, resultOf, shaped } from "./load-results.ts";

const slow = shaped({ latencyMs: () => 500 });
const lagging = { generator: { mixed: { startLagP99Ms: 51 } } };

describe("a latency objective", () => {
  it("passes where the upper bound is within the limit, with estimate, bound and count", () => {
    expect(resultOf([p95])).toMatchObject({
      outcome: "pass",
      observed: expect.stringMatching(/^8\d(\.\d)? ms \(95 % CI up to 8\d(\.\d)? ms\)$/),
      demanded: "p95 <= 400 ms",
      samples: 900,
      reason: "",
    });
  });

  it("fails where the lower bound is above the limit", () => {
    expect(resultOf([p95], slow)).toMatchObject({
      outcome: "fail",
      observed: expect.stringContaining("95 % CI from 500 ms"),
      reason: "p95 is above 400 ms with 95 % confidence",
      remedy: "see to it",
    });
  });

  it("is inconclusive where the limit lies between the bounds", () => {
    // Of the 900 judged requests to plan, 5 % are slow: the estimate alone would decide by chance.
    const result = resultOf([p95], shaped({ latencyMs: (n) => ((n >> 1) % 20 === 0 ? 900 : 100) }));
    expect(result).toMatchObject({ outcome: "inconclusive", reason: expect.stringContaining("do not settle") });
  });

  it("takes the median with the same rules", () => {
    expect(resultOf([{ ...p95, quantile: 0.5, limitMs: 150 }])).toMatchObject({
      outcome: "pass",
      demanded: "p50 <= 150 ms",
    });
  });

  it("is inconclusive with fewer samples than it demands, naming both numbers", () => {
    expect(resultOf([{ ...p95, minSamples: 901 }])).toMatchObject({
      outcome: "inconclusive",
      samples: 900,
      reason: "900 successful requests after the warm-up, 901 needed",
    });
  });

  it("is inconclusive where the samples cannot bound the quantile at all", () => {
    const few = { ...p95, quantile: 0.999, minSamples: 1 };
    expect(resultOf([few])).toMatchObject({ outcome: "inconclusive", observed: expect.stringContaining("no upper") });
  });

  it("counts successful requests only", () => {
    const result = resultOf([{ ...p95, minSamples: 1 }], shaped({ outcome: () => "status-500" }));
    expect(result).toMatchObject({ outcome: "inconclusive", observed: "no successful request", samples: 0 });
  });

  it("does not see the warm-up", () => {
    expect(resultOf([p95], shaped({ latencyMs: (n) => (n < 200 ? 9_000 : 50) })).outcome).toBe("pass");
  });

  it("does not pass on an endpoint that the load does not call", () => {
    expect(resultOf([{ ...p95, endpoint: "ingest" }])).toMatchObject({ outcome: "inconclusive", samples: 0 });
  });

  it.each([
    ["drops", dropping, "200 arrivals dropped, 2000 of 2200 planned arrivals sent"],
    ["starts late", lagging, "requests started 51 ms late (p99)"],
  ])("does not pass on a generator that %s, but still fails", (_what, generator, reason) => {
    expect(resultOf([p95], generator)).toMatchObject({
      outcome: "inconclusive",
      reason: expect.stringContaining(`generator saturated: ${reason}`),
    });
    expect(resultOf([p95], { ...slow, ...generator }).outcome).toBe("fail");
  });

  it.each<[string, NonNullable<RunOverrides["generator"]>, string]>([
    ["left no report", { mixed: null }, "the generator left no report"],
    ["ended with an error", { mixed: { exitCode: 105 } }, "exit code 105"],
    ["started more than it reported", { mixed: { offered: 2_100, started: 2_100 } }, "2000 samples of 2100"],
  ])("does not pass where the generator %s", (_what, generator, reason) => {
    const result = resultOf([p95], { generator });
    expect(result).toMatchObject({ outcome: "inconclusive", reason: expect.stringContaining(reason) });
  });

  it("does not pass where a file of its load is missing", () => {
    const evidence = buildEvidence({ plan: { objectives: [p95] } });
    const gaps = [{ what: "loads/mixed/samples.csv.gz", reason: "unexpected end of file" }];
    expect(judge({ ...evidence, gaps }).objectives[0]).toMatchObject({
      outcome: "inconclusive",
      reason: "evidence incomplete: loads/mixed/samples.csv.gz: unexpected end of file",
    });
  });

  it("never turns from FAIL to PASS when samples get slower, nor to PASS from inconclusive", () => {
    const rank = { pass: 0, inconclusive: 1, fail: 2 } as Record<string, number>;
    const base = fc.array(fc.integer({ min: 300, max: 500 }), { minLength: 400, maxLength: 400 });
    const delays = fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 400, maxLength: 400 });
    const objective = { ...p95, quantile: 0.5, minSamples: 1 };
    fc.assert(
      fc.property(base, delays, (latencies, added) => {
        const at = (n: number) => latencies[n % 400] ?? 0;
        const before = resultOf([objective], shaped({ latencyMs: at }));
        const after = resultOf([objective], shaped({ latencyMs: (n) => at(n) + (added[n % 400] ?? 0) }));
        expect(rank[after.outcome]).toBeGreaterThanOrEqual(rank[before.outcome] ?? NaN);
      }),
      { numRuns: 60 },
    );
  });
});

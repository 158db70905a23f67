import { describe, expect, test } from "vitest";
import { plannedArrivals } from "../../../../engine/load/k6/arrivals.ts";
import { generatorReportFrom, k6Summary } from "../../../../engine/load/summary.ts";
import type { K6Summary } from "../../../../engine/load/summary.ts";
import { closedPlan, openPlan } from "./some-plans.ts";

const summary: K6Summary = {
  schema: "biowerk-drill/k6-summary/1",
  endpoints: { plan: { count: 100, p50Ms: 20, p95Ms: 30 } },
  overall: { count: 100, p50Ms: 20, p95Ms: 30 },
  started: 100,
  iterations: 100,
  droppedIterations: 0,
  vusMax: 5,
  startLagP99Ms: 1.5,
};
const complete = { exitCode: 0, complete: true };

test.each([
  [10, 2_000, 20],
  [3, 1_000, 3],
  [12.5, 1_000, 13],
  [0.1, 25_000, 3],
  [0.7, 10_000, 7],
])("%f per second for %i ms plans %i arrivals", (rate, durationMs, arrivals) => {
  expect(plannedArrivals(rate, durationMs)).toBe(arrivals);
});

describe("the generator's report", () => {
  const plan = openPlan({ ratePerSecond: 50, durationMs: 2_000 });

  test("of a whole open load", () => {
    expect(generatorReportFrom(plan, summary, complete)).toEqual({
      offered: 100,
      started: 100,
      dropped: 0,
      startLagP99Ms: 1.5,
      exitCode: 0,
      own: summary.endpoints,
    });
  });

  test("counts what k6 dropped, and knows no start lag then", () => {
    const dropping = { ...summary, started: 90, droppedIterations: 10 };
    expect(generatorReportFrom(plan, dropping, complete)).toMatchObject({ dropped: 10, startLagP99Ms: null });
  });

  test("counts as dropped what a late generator never sent", () => {
    expect(generatorReportFrom(plan, { ...summary, started: 93 }, complete)).toMatchObject({
      offered: 100,
      dropped: 7,
      startLagP99Ms: 1.5,
    });
  });

  test("of an interrupted load blames nothing on the arrivals that were still to come", () => {
    const cut = generatorReportFrom(plan, { ...summary, started: 10 }, { exitCode: 105, complete: false });
    expect(cut).toMatchObject({ offered: 100, started: 10, dropped: 0, exitCode: 105 });
  });

  test("of a closed load offers what it started", () => {
    const report = generatorReportFrom(closedPlan(), { ...summary, startLagP99Ms: null }, complete);
    expect(report).toMatchObject({ offered: 100, started: 100, dropped: 0, startLagP99Ms: null });
  });
});

test("a summary of another version is refused", () => {
  expect(k6Summary.safeParse({ ...summary, schema: "biowerk-drill/k6-summary/2" }).success).toBe(false);
});

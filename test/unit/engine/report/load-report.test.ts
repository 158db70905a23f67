import { describe, expect, it } from "vitest";
import { loadReport } from "../../../../engine/report/load-report.ts";
import { failRun, inconclusiveRun, passRun } from "./example-runs.ts";
import { loadOf, mixedObjectives, mixedPlan, requestsOf } from "./runs.ts";

const only = <T>(items: readonly T[]): T => {
  if (items[0] === undefined) throw new Error("empty");
  return items[0];
};
const reportOf = (load: Parameters<typeof loadReport>[0]) => loadReport(load, mixedObjectives());
const endpointOf = (load: ReturnType<typeof reportOf>, name: string) =>
  only(load.endpoints.filter(({ endpoint }) => endpoint === name));

describe("loadReport", () => {
  it("cuts the warm-up out of what is judged, count and rate alike", () => {
    const load = reportOf(only(passRun().loads));
    const all = endpointOf(load, "*");
    expect(all.whole).toMatchObject({ requests: 4_800, perSecond: 40 });
    expect(all.judged).toMatchObject({ requests: 4_200, perSecond: 40 });
    // The synthetic load starts cold, so the warm-up shows in the whole and not in what is judged.
    expect(all.whole.p95Ms).toBeGreaterThan(all.judged.p95Ms ?? Infinity);
  });

  it("has a percentile that lies between the samples beside it", () => {
    const requests = requestsOf(mixedPlan());
    const sorted = requests.map(({ durationMs }) => durationMs).sort((a, b) => a - b);
    const { whole } = endpointOf(reportOf(loadOf(mixedPlan(), requests)), "*");
    expect(whole.p50Ms).toBeGreaterThan((sorted[2_390] ?? 0) * 0.999);
    expect(whole.p50Ms).toBeLessThan((sorted[2_410] ?? 0) * 1.001);
  });

  it("splits failures by outcome", () => {
    const { judged } = endpointOf(reportOf(only(failRun().loads)), "draft");
    const { ok, ...failed } = judged.outcomes;
    expect(Object.values(failed).reduce((a, b) => a + b)).toBe(judged.failures);
    expect(ok).toBe(judged.requests - judged.failures);
    expect(Object.keys(failed)).toEqual(["status-503", "timeout"]);
  });

  it("tells what was served over time from what was sent", () => {
    const { series } = endpointOf(reportOf(only(failRun().loads)), "draft");
    const inOutage = series.filter(({ startMs }) => startMs >= 45_000 && startMs < 65_000);
    for (const { perSecond, servedPerSecond, errors } of inOutage) expect(servedPerSecond).toBe(perSecond - errors);
    expect(inOutage.some(({ errors }) => errors > 0)).toBe(true);
    expect(series[0]).toMatchObject({ perSecond: 10, servedPerSecond: 10 });
    const [all] = loadReport(loadOf(mixedPlan(), []), mixedObjectives()).endpoints;
    expect(all?.series[0]).toMatchObject({ perSecond: 0, servedPerSecond: 0 });
  });

  it("names the limits of an endpoint, and none where none is demanded", () => {
    const load = reportOf(only(passRun().loads));
    expect(endpointOf(load, "plan").limits).toEqual([
      { quantile: 0.5, limitMs: 150 },
      { quantile: 0.95, limitMs: 400 },
    ]);
    expect(endpointOf(load, "*").limits).toEqual([]);
  });

  it("carries what the generator dropped", () => {
    const load = reportOf(only(inconclusiveRun().loads));
    expect(load).toMatchObject({ offered: 2_400, started: 1_900, dropped: 500, samples: 1_900 });
    expect(load.achievedPerSecond).toBeCloseTo(1_900 / 60, 2);
  });

  it("takes the rate of a load that ended early over the time that it ran", () => {
    const plan = mixedPlan();
    const early = loadOf(
      plan,
      requestsOf(plan).filter(({ atMs }) => atMs < 30_000),
    );
    const generator = early.generator === null ? null : { ...early.generator, exitCode: 105 };
    const load = reportOf({ ...early, generator });
    expect(load.achievedPerSecond).toBe(40);
    expect(endpointOf(load, "*").judged.perSecond).toBe(40);
    expect(reportOf(early).achievedPerSecond).toBe(10);
  });

  it("has no rate after a warm-up that took the whole load", () => {
    const plan = mixedPlan();
    const early = loadOf(
      plan,
      requestsOf(plan).filter(({ atMs }) => atMs < 10_000),
    );
    const load = reportOf({ ...early, generator: null });
    expect(endpointOf(load, "*").judged).toMatchObject({ requests: 0, perSecond: null, p95Ms: null });
  });

  it("says null for all that a missing generator report or missing samples would have said", () => {
    const load = reportOf({ plan: mixedPlan(), generator: null, summary: null });
    expect(load).toMatchObject({ offered: null, started: null, dropped: null, samples: 0, endpoints: [] });
    expect(load.firstRequestAt).toBeNull();
  });
});

describe("the generator's own numbers", () => {
  it("stand beside ours with the difference", () => {
    const { generator, whole } = endpointOf(reportOf(only(passRun().loads)), "plan");
    const expected = ((whole.p95Ms ?? 0) / (generator?.p95Ms ?? 1) - 1) * 100;
    expect(generator?.p95DifferencePercent).toBeCloseTo(expected, 2);
    expect(Math.abs(expected)).toBeLessThan(1);
    expect(generator?.note).toBe("");
  });

  it("are marked where they are not of the same requests", () => {
    const load = only(failRun().loads);
    expect(endpointOf(reportOf(load), "draft").generator?.note).toMatch(/include \d+ failed requests, ours do not$/);
    const own = { plan: { count: 7, p50Ms: 40, p95Ms: 80 } };
    const odd = { ...load, generator: load.generator === null ? null : { ...load.generator, own } };
    expect(endpointOf(reportOf(odd), "plan").generator?.note).toBe("k6 counted 7 requests, 1200 were recorded");
    expect(endpointOf(reportOf(odd), "draft").generator).toBeNull();
  });

  it("have no difference where either side has no value", () => {
    const plan = mixedPlan();
    const failed = loadOf(
      plan,
      requestsOf(plan, (request) => ({ ...request, outcome: "connection" })),
    );
    expect(endpointOf(reportOf(failed), "plan").generator).toMatchObject({
      p50DifferencePercent: null,
      p95DifferencePercent: null,
    });
  });
});

import { afterEach, describe, expect, test } from "vitest";
import type { Sample } from "../../../engine/evidence/sample.ts";
import { openPlan } from "../../unit/engine/load/some-plans.ts";
import { countBy, k6, loadOf } from "./load-of.ts";
import { answerAfter, startTarget } from "./target.ts";

let target: Awaited<ReturnType<typeof startTarget>> | undefined;
afterEach(() => target?.stop());

describe.skipIf(k6 === "")("endings of a real k6 (DRILL_K6 names it; skipped where it is not set)", () => {
  test("arrivals that find no virtual user are dropped and counted, and the start lag is unknown", async () => {
    target = await startTarget((_, response) => answerAfter(600, response));
    const { samples, result } = await loadOf(openPlan({ ratePerSecond: 50, maxVUs: 5 }), target.url);
    const { offered, started, dropped, startLagP99Ms } = result.report!;
    expect(offered).toBe(100);
    expect(dropped).toBeGreaterThan(50);
    expect(started + dropped).toBe(offered);
    expect(samples).toHaveLength(started);
    expect(target.received).toHaveLength(started);
    expect(startLagP99Ms).toBeNull();
    expect(result.log.lines.join("\n")).toContain("Insufficient VUs");
  });

  test("a request under way at the end is awaited up to its timeout", async () => {
    target = await startTarget((_, response) => answerAfter(900, response));
    const plan = openPlan({ ratePerSecond: 20, durationMs: 1_500, requestTimeoutMs: 2_000, preAllocatedVUs: 30 });
    const { samples, result } = await loadOf(plan, target.url);
    expect(countBy(samples, ({ outcome }) => outcome)).toEqual({ ok: samples.length });
    expect(samples.length + result.report!.dropped).toBe(30);
  });

  test("an abort keeps the samples so far and reports no request that was merely cut off", async () => {
    // Every other answer never comes, so that requests are under way at the abort.
    target = await startTarget(({ n }, response) => void (n % 2 === 0 && answerAfter(20, response)));
    const abort = new AbortController();
    const samples: Sample[] = [];
    const watch = setInterval(() => samples.length >= 30 && abort.abort(), 10);
    const plan = openPlan({ ratePerSecond: 60, durationMs: 60_000, requestTimeoutMs: 30_000, preAllocatedVUs: 50 });
    const { result } = await loadOf(plan, target.url, { samples, signal: abort.signal });
    clearInterval(watch);

    expect(result).toMatchObject({ interrupted: true, samples: samples.length, report: { exitCode: 105, dropped: 0 } });
    expect(countBy(samples, ({ outcome }) => outcome)).toEqual({ ok: samples.length });
    expect(samples.length).toBeGreaterThanOrEqual(30);
    expect(result.report!.started).toBeGreaterThan(samples.length);
    expect(result.report!.offered).toBe(3_600);
  });

  test("a plan that k6 refuses is one error that says why", async () => {
    const refused = openPlan({ preAllocatedVUs: 10, maxVUs: 5 });
    await expect(loadOf(refused, "http://127.0.0.1:1")).rejects.toMatchObject({
      code: "load.config",
      message: expect.stringContaining("maxVUs can't be less than preAllocatedVUs"),
    });
  });

  test("an address that cannot be requested is an error of the script, not of the system", async () => {
    await expect(loadOf(openPlan(), "http://[")).rejects.toMatchObject({
      code: "load.script",
      message: expect.stringMatching(/\(exit code 108\): .*invalid URL/),
    });
  });

  test("a script that cannot start is one error that says why", async () => {
    await expect(loadOf(openPlan(), "")).rejects.toMatchObject({
      code: "load.script",
      message: expect.stringMatching(/\(exit code 107\): Error: .*DRILL_BASE_URL is not set$/),
    });
  });
});

import { afterEach, describe, expect, test } from "vitest";
import { closedPlan, openPlan } from "../../unit/engine/load/some-plans.ts";
import { countBy, k6, loadOf, quantile } from "./load-of.ts";
import { answerAfter, startTarget } from "./target.ts";

let target: Awaited<ReturnType<typeof startTarget>>;
afterEach(() => target?.stop());

describe.skipIf(k6 === "")("samples of a real k6 (DRILL_K6 names it; skipped where it is not set)", () => {
  test("are one per request that the server saw, in the plan's order and shares", async () => {
    target = await startTarget(({ n }, response) => answerAfter(5 + ((n * 7) % 40), response));
    const plan = openPlan({ ratePerSecond: 100, durationMs: 3_000, identities: { count: 7, header: "X-Client" } });
    const { samples, result } = await loadOf(plan, target.url);

    expect(samples).toHaveLength(target.received.length);
    expect(result).toMatchObject({
      interrupted: false,
      samples: samples.length,
      report: { offered: 300, exitCode: 0 },
    });
    expect(result.report!.started).toBe(samples.length);
    expect(result.report!.started + result.report!.dropped).toBe(300);

    const ids = target.received.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(ids)).toEqual(new Set(samples.map(({ endpoint, n }) => `r1-slo-${endpoint}-${n}`)));
    expect(new Set(target.received.map(({ origin }) => origin))).toEqual(new Set(["drill-r1"]));
    for (const { n, headers } of target.received) expect(headers["x-client"]).toBe(`r1-${n % 7}`);
    for (const { n, endpoint } of samples) expect(endpoint).toBe(n % 3 === 1 ? "draft" : "plan");
    expect(countBy(samples, ({ outcome }) => outcome)).toEqual({ ok: samples.length });
  });

  test("carry the credential that the plan says, and none unasked", async () => {
    target = await startTarget((_, response) => answerAfter(1, response));
    const plan = openPlan({ ratePerSecond: 20, durationMs: 1_200 });
    const saidBy = async (credentialed: boolean, token?: string) => {
      target.received.length = 0;
      await loadOf({ ...plan, credentialed }, target.url, token === undefined ? {} : { token });
      return new Set(target.received.map(({ headers }) => headers.authorization));
    };
    expect(await saidBy(true, "a-token")).toEqual(new Set(["Bearer a-token"]));
    expect(await saidBy(false, "a-token")).toEqual(new Set([undefined]));
    await expect(saidBy(true)).rejects.toThrow("DRILL_TOKEN is not set");
  });

  test("give the percentiles that k6 gives", async () => {
    target = await startTarget(({ n }, response) => answerAfter(5 + ((n * n) % 97), response));
    const { samples, result } = await loadOf(openPlan({ ratePerSecond: 120, durationMs: 3_000 }), target.url);
    const own = result.report!.own;
    expect(Object.keys(own).toSorted()).toEqual(["draft", "plan"]);
    for (const endpoint of ["plan", "draft"]) {
      const durations = samples.filter((sample) => sample.endpoint === endpoint).map(({ durationMs }) => durationMs);
      expect(own[endpoint]!.count).toBe(durations.length);
      expect(Math.abs(quantile(durations, 0.5) / own[endpoint]!.p50Ms - 1)).toBeLessThan(0.005);
      expect(Math.abs(quantile(durations, 0.95) / own[endpoint]!.p95Ms - 1)).toBeLessThan(0.005);
    }
  });

  test("measure what the server took", async () => {
    target = await startTarget(({ path }, response) => answerAfter(path.endsWith("draft") ? 120 : 20, response));
    const { samples } = await loadOf(openPlan({ ratePerSecond: 40, durationMs: 2_000 }), target.url);
    for (const { endpoint, durationMs } of samples) expect(durationMs).toBeGreaterThan(endpoint === "draft" ? 118 : 18);
  });

  test("of a fractional rate are exactly the planned arrivals", async () => {
    target = await startTarget((_, response) => answerAfter(1, response));
    const { result } = await loadOf(openPlan({ ratePerSecond: 12.4, durationMs: 2_000 }), target.url);
    expect(result.report!.offered).toBe(25);
    expect(result.report!.started + result.report!.dropped).toBe(25);
  });

  test("of a closed load are as many as its users get answered, with no planned starts", async () => {
    target = await startTarget((_, response) => answerAfter(50, response));
    const { samples, result } = await loadOf(closedPlan(), target.url);
    expect(samples).toHaveLength(target.received.length);
    expect(samples.length).toBeLessThanOrEqual(3 * 41);
    expect(result.report).toMatchObject({ offered: samples.length, dropped: 0, startLagP99Ms: null });
  });

  test("keep their connections: one per virtual user, however many requests", async () => {
    const sockets = new Set();
    target = await startTarget((_, response) => {
      sockets.add(response.socket);
      answerAfter(1, response);
    });
    await loadOf(closedPlan(), target.url);
    expect(sockets.size).toBe(3);
  });
});

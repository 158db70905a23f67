import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { plannedArrivals } from "../../../../engine/load/k6/arrivals.ts";
import { interleave } from "../../../../engine/load/k6/interleave.ts";
import { fit, identityCount, virtualUsers } from "../../../../engine/load/sizing.ts";

describe("fit", () => {
  const endpoints = [
    { name: "plan", weight: 9 },
    { name: "draft", weight: 1 },
  ];

  test("names each endpoint that falls short and by how much", () => {
    const { shortfalls } = fit({ durationMs: 70_000, warmupMs: 10_000, ratePerSecond: 20 }, endpoints, 600);
    expect(shortfalls).toEqual([{ endpoint: "draft", expected: 118, needed: 600 }]);
  });

  test("is silent where every endpoint has enough", () => {
    expect(fit({ durationMs: 400_000, warmupMs: 10_000, ratePerSecond: 20 }, endpoints, 600).shortfalls).toEqual([]);
  });

  test("a warm-up as long as the run leaves nothing", () => {
    const { shortfalls } = fit({ durationMs: 5_000, warmupMs: 5_000, ratePerSecond: 20 }, endpoints, 1);
    expect(shortfalls.map(({ expected }) => expected)).toEqual([0, 0]);
  });

  const runs = fc.record({
    warmupMs: fc.integer({ min: 0, max: 30_000 }),
    ratePerSecond: fc.integer({ min: 5, max: 3_000 }).map((tenths) => tenths / 10),
  });
  const weights = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 6 });

  test("in the run that it proposes, the arrivals after the cut are enough for every endpoint", () => {
    fc.assert(
      fc.property(runs, weights, fc.integer({ min: 1, max: 700 }), (run, some, minSamples) => {
        const named = some.map((weight, index) => ({ name: String(index), weight }));
        const { durationMs } = fit({ ...run, durationMs: 0 }, named, minSamples);
        expect(fit({ ...run, durationMs }, named, minSamples).shortfalls).toEqual([]);
        const judged = some.map(() => 0);
        const cycle = interleave(some);
        const firstJudged = Math.ceil((run.warmupMs * run.ratePerSecond) / 1_000);
        for (let n = firstJudged; n < plannedArrivals(run.ratePerSecond, durationMs); n += 1) {
          judged[cycle[n % cycle.length]!]! += 1;
        }
        expect(Math.min(...judged)).toBeGreaterThanOrEqual(minSamples);
      }),
      { numRuns: 60 },
    );
  });
});

describe("identityCount", () => {
  test("keeps each identity at half of the limit in any window", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 500 }),
        fc.integer({ min: 1, max: 120 }),
        fc.integer({ min: 1, max: 400 }),
        (requests, windowSeconds, ratePerSecond) => {
          const count = identityCount({ requests, windowSeconds, header: "X" }, ratePerSecond);
          const inAnyWindow = Math.ceil((ratePerSecond * windowSeconds) / count);
          expect(inAnyWindow).toBeLessThanOrEqual(requests / 2);
        },
      ),
    );
  });

  test("needs no more than one where the limit is far away", () => {
    expect(identityCount({ requests: 1_000_000, windowSeconds: 60, header: "X" }, 20)).toBe(1);
  });

  test("a limit of one request still gives each identity one", () => {
    expect(identityCount({ requests: 1, windowSeconds: 10, header: "X" }, 20)).toBe(200);
  });
});

describe("virtualUsers", () => {
  test.each([
    { rate: 20, expected: 400, timeout: 10_000, users: { preAllocatedVUs: 16, maxVUs: 201 } },
    { rate: 0.5, expected: 100, timeout: 1_000, users: { preAllocatedVUs: 2, maxVUs: 2 } },
    { rate: 100, expected: 200, timeout: 30_000, users: { preAllocatedVUs: 40, maxVUs: 1_000 } },
    { rate: 1_000, expected: 1_000, timeout: 1_000, users: { preAllocatedVUs: 2_000, maxVUs: 2_000 } },
  ])("$rate per second at $expected ms", ({ rate, expected, timeout, users }) => {
    expect(virtualUsers(rate, expected, timeout)).toEqual(users);
  });
});

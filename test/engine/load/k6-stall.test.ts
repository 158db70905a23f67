import { afterEach, describe, expect, test } from "vitest";
import type { LoadEvidence } from "../../../engine/evidence/evidence.ts";
import { loadHealth } from "../../../engine/judge/load-health.ts";
import { summarise } from "../../fixtures/evidence/build-evidence.ts";
import { openPlan } from "../../unit/engine/load/some-plans.ts";
import { k6, loadOf } from "./load-of.ts";
import { type Answer, answerAfter, startTarget } from "./target.ts";

let target: Awaited<ReturnType<typeof startTarget>> | undefined;
afterEach(() => target?.stop());

/** What is made of a load of 50 requests per second with 10 virtual users ready, whose requests may take 1.5 s. */
async function healthAgainst(answer: Answer) {
  target = await startTarget(answer);
  const plan = openPlan({ durationMs: 4_000, requestTimeoutMs: 1_500, preAllocatedVUs: 10, maxVUs: 60 });
  const { samples, result } = await loadOf(plan, target.url);
  expect(result.report?.dropped).toBeGreaterThan(0);
  const load: LoadEvidence = { plan, generator: result.report, summary: summarise(plan, samples) };
  return loadHealth(load, [], []);
}

describe.skipIf(k6 === "")("dropped arrivals of a real k6 (DRILL_K6 names it; skipped where it is not set)", () => {
  test("are the target's where it left requests unanswered", async () => {
    const health = await healthAgainst(({ n }, response) => {
      if (n < 30 || n >= 60) answerAfter(5, response);
    });
    expect(health).toMatchObject({ saturated: null, stalled: expect.stringMatching(/^target stalled: \d\d requests/) });
  });

  test("are the generator's where every answer came", async () => {
    const health = await healthAgainst((_, response) => answerAfter(1_000, response));
    expect(health).toMatchObject({ saturated: expect.stringMatching(/^generator saturated: /), stalled: null });
  });
});

import { describe, expect, it } from "vitest";
import { LiveBudget, usualLimits } from "../../../../engine/faults/live-budget.ts";

const { windowMs, minSamples } = usualLimits;
const since = 1_000_000;

/** A budget for the route plan that heard so many failures and successes, all of which ended at the same time. */
function heard(counts: { failed?: number; ok?: number }, { endpoint = "plan", endMs = since + windowMs } = {}) {
  const budget = new LiveBudget(["plan"], since);
  const record = (outcome: string) => (_: unknown, n: number) =>
    budget.record({ endpoint, outcome, startMs: endMs - 5, durationMs: 5, n });
  Array.from({ length: counts.failed ?? 0 }).forEach(record("status-503"));
  Array.from({ length: counts.ok ?? 0 }).forEach(record("ok"));
  return budget;
}

describe("the error budget while faults are in force", () => {
  it("is used up once more requests than allowed failed", () => {
    expect(heard({ failed: 76, ok: 24 }).exceeded(since + windowMs)).toBe(
      "76 of the last 100 requests failed on routes that the fault must not harm: plan",
    );
    expect(heard({ failed: 75, ok: 25 }).exceeded(since + windowMs)).toBeUndefined();
  });

  it("counts no other routes, and nothing that was sent before the faults came", () => {
    expect(heard({ failed: 100 }, { endpoint: "draft" }).exceeded(since + windowMs)).toBeUndefined();
    expect(heard({ failed: 100 }, { endMs: since + 4 }).exceeded(since + windowMs)).toBeUndefined();
  });

  it("lasts for a whole window at least, and needs enough requests", () => {
    expect(heard({ failed: 100 }, { endMs: since + 10 }).exceeded(since + windowMs - 1)).toBeUndefined();
    expect(heard({ failed: minSamples - 1 }).exceeded(since + windowMs)).toBeUndefined();
    expect(heard({ failed: minSamples }).exceeded(since + windowMs)).toBeDefined();
  });

  it("forgets what is older than its window", () => {
    expect(heard({ failed: 100 }).exceeded(since + 2 * windowMs)).toBeUndefined();
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UnansweredCounter } from "../../../../engine/evidence/unanswered.ts";

const timeoutMs = 10_000;

function mostOf(starts: readonly number[]): number {
  const counter = new UnansweredCounter(timeoutMs);
  for (const start of starts) counter.record(start);
  return counter.most();
}

describe("UnansweredCounter", () => {
  it("is none where every request was answered", () => {
    expect(mostOf([])).toBe(0);
  });

  it("counts requests that waited at the same time, and not those that came after their timeout", () => {
    expect(mostOf([0, 100, 4_000, 9_500])).toBe(4);
    expect(mostOf([0, 10_000, 20_000])).toBe(1);
    expect(mostOf([0, 1, 2, 30_000, 60_000, 60_001])).toBe(3);
  });

  it("never counts more than waited at once, nor fewer than within nine tenths of a timeout", () => {
    const waitedAtOnce = (starts: readonly number[], withinMs: number) =>
      Math.max(...starts.map((last) => starts.filter((start) => start <= last && start > last - withinMs).length));
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 60_000 }), { minLength: 1, maxLength: 80 }), (starts) => {
        const most = mostOf(starts);
        expect(most).toBeLessThanOrEqual(waitedAtOnce(starts, timeoutMs));
        expect(most).toBeGreaterThanOrEqual(waitedAtOnce(starts, timeoutMs * 0.9));
        expect(mostOf(starts.toReversed())).toBe(most);
      }),
    );
  });
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { interleave } from "../../../../../engine/load/k6/interleave.ts";

test("equal weights take turns", () => {
  expect(interleave([1, 1, 1])).toEqual([0, 1, 2]);
});

test("a heavier choice is spread, not bunched", () => {
  expect(interleave([2, 1])).toEqual([0, 1, 0]);
  expect(interleave([0.6, 0.4])).toEqual([0, 1, 0, 1, 0]);
});

test("every choice gets its share of a cycle, and no stretch of it is off by more than two", () => {
  const weights = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(weights, (some) => {
      const cycle = interleave(some);
      const total = some.reduce((sum, weight) => sum + weight, 0);
      const seen = some.map(() => 0);
      cycle.forEach((choice, at) => {
        seen[choice]! += 1;
        some.forEach((weight, index) => expect(Math.abs(seen[index]! - ((at + 1) * weight) / total)).toBeLessThan(2));
      });
      some.forEach((weight, index) => expect(seen[index]).toBe((cycle.length * weight) / total));
    }),
    { numRuns: 50 },
  );
});

test("weights without a short cycle are met to one part in a thousand", () => {
  const cycle = interleave([Math.PI, 1]);
  expect(cycle).toHaveLength(1_000);
  const share = cycle.filter((choice) => choice === 1).length / 1_000;
  expect(share).toBeCloseTo(1 / (1 + Math.PI), 3);
});

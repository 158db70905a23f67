import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { timeTicks, valueTicks } from "../../../../../engine/report/html/scale.ts";

describe("valueTicks", () => {
  it("are round, from zero, and cover the highest value with a handful of steps", () => {
    expect(valueTicks(185, "measures")).toEqual([0, 50, 100, 150, 200]);
    expect(valueTicks(0.7, "measures")).toEqual([0, 0.2, 0.4, 0.6, 0.8]);
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1e7, noNaN: true }), (highest) => {
        const ticks = valueTicks(highest, "measures");
        const top = ticks.at(-1) ?? 0;
        expect(ticks[0]).toBe(0);
        expect(top).toBeGreaterThanOrEqual(highest * (1 - 1e-9));
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.length).toBeLessThanOrEqual(6);
      }),
    );
  });

  it("are whole for counts", () => {
    expect(valueTicks(1, "counts")).toEqual([0, 1]);
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e6, noNaN: true }), (highest) => {
        expect(valueTicks(highest, "counts").every(Number.isInteger)).toBe(true);
      }),
    );
  });

  it("have something to show where there is nothing", () => {
    expect(valueTicks(0, "measures")).toEqual([0, 0.25]);
  });
});

describe("timeTicks", () => {
  it("stay within the load and are at most seven, from a second to weeks", () => {
    expect(timeTicks(120_000)).toEqual([0, 30_000, 60_000, 90_000, 120_000]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2_000_000_000 }), (lengthMs) => {
        const ticks = timeTicks(lengthMs);
        expect(ticks.length).toBeLessThanOrEqual(7);
        expect(ticks.at(-1)).toBeLessThanOrEqual(lengthMs);
      }),
    );
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seedSizes } from "../../../../../engine/recovery/seed/sizes.ts";

const sum = (parts: Record<string, number>) => Object.values(parts).reduce((all, each) => all + each, 0);

describe("seedSizes", () => {
  it("is what a drill has at scale 1", () => {
    const { postgres, documents, redis, blobs } = seedSizes(1);
    expect([sum(postgres), sum(documents), sum(redis)]).toEqual([100_000, 20_000, 5_000]);
    expect(blobs).toEqual({ count: 200, bytes: 1_048_576 });
    expect(postgres).toEqual({ plans: 40_000, users: 2_000, projects: 8_000, artifacts: 20_000, executions: 30_000 });
  });

  it("loses nothing to rounding", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.002, max: 16, noNaN: true }), (scale) => {
        const { postgres, documents, redis, blobs } = seedSizes(scale);
        expect(sum(postgres)).toBe(Math.round(100_000 * scale));
        expect(sum(documents)).toBe(Math.round(20_000 * scale));
        expect(sum(redis)).toBe(Math.round(5_000 * scale));
        expect(blobs.count).toBe(Math.max(1, Math.round(200 * scale)));
      }),
    );
  });

  it("has one of each kind at least", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 0.01, noNaN: true }), (scale) => {
        const { postgres, documents, redis, blobs } = seedSizes(scale);
        const all = [postgres, documents, redis].flatMap((parts) => Object.values(parts));
        expect(Math.min(...all, blobs.count)).toBeGreaterThanOrEqual(1);
      }),
    );
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { batched } from "../../../../../backup/stores/documents/batches.ts";
import { collected, given } from "./given.ts";

describe("batches of documents", () => {
  it("hold all of them in their order, and no more than they may", async () => {
    const lengths = fc.array(fc.nat({ max: 30 }), { maxLength: 40 });
    const limits = fc.record({ documents: fc.integer({ min: 1, max: 5 }), bytes: fc.integer({ min: 1, max: 50 }) });
    await fc.assert(
      fc.asyncProperty(lengths, limits, async (each, allowed) => {
        const documents = each.map((length, n) => Buffer.alloc(length, n));
        const batches = await collected(batched(given(documents), allowed));
        expect(batches.flat()).toEqual(documents);
        for (const batch of batches) {
          expect(batch.length).toBeGreaterThan(0);
          expect(batch.length).toBeLessThanOrEqual(allowed.documents);
          const bytes = Buffer.concat(batch).length;
          expect(batch.length === 1 || bytes <= allowed.bytes).toBe(true);
        }
      }),
    );
  });

  it("are as large as servers take them, unless told otherwise", async () => {
    const small = Array.from({ length: 2_500 }, () => Buffer.alloc(5));
    expect((await collected(batched(given(small)))).map((batch) => batch.length)).toEqual([1_000, 1_000, 500]);
    const large = Array.from({ length: 3 }, () => Buffer.alloc(5 * 2 ** 20));
    expect((await collected(batched(given(large)))).map((batch) => batch.length)).toEqual([1, 1, 1]);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inPool } from "../../../backup/pool.ts";

const { signal } = new AbortController();

describe("a pool", () => {
  it("works on every item once, and on no more at a time than it is wide", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat()), fc.integer({ min: 1, max: 6 }), async (items, width) => {
        const done: number[] = [];
        let [underWay, most] = [0, 0];
        await inPool(items, width, signal, async (item) => {
          underWay += 1;
          most = Math.max(most, underWay);
          await Promise.resolve();
          underWay -= 1;
          done.push(item);
        });
        expect(done.toSorted()).toEqual(items.toSorted());
        expect(most).toBe(Math.min(width, items.length));
      }),
    );
  });

  it("begins nothing after a failure, and fails once all that was begun has ended", async () => {
    const ended: number[] = [];
    const work = async (item: number) => {
      await Promise.resolve();
      ended.push(item);
      if (item < 2) throw new Error(`item ${item}`);
    };
    await expect(inPool([0, 1, 2, 3, 4, 5], 3, signal, work)).rejects.toThrow("item 0");
    expect(ended).toEqual([0, 1, 2]);
  });

  it("begins nothing once it is stopped", async () => {
    const begun: number[] = [];
    const stopped = AbortSignal.abort(new Error("stopped"));
    await expect(inPool([1, 2], 1, stopped, async (item) => void begun.push(item))).rejects.toThrow("stopped");
    expect(begun).toEqual([]);
  });
});

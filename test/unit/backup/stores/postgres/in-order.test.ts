import { describe, expect, it } from "vitest";
import { inOrder } from "../../../../../backup/stores/postgres/in-order.ts";

const never = new AbortController().signal;

/** Waits until the signal is aborted, and fails with what says no more than that. */
const broken = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(new Error("broken off")), { once: true });
  });

describe("work in order", () => {
  it("gives its results in the order of the items, whichever ends first", async () => {
    let endFirst: () => void = () => undefined;
    const first = new Promise<void>((resolve) => (endFirst = resolve));
    const results = await inOrder([1, 2, 3], 2, never, async (item) => {
      if (item === 1) await first;
      if (item === 3) endFirst();
      return item * 10;
    });
    expect(results).toEqual([10, 20, 30]);
  });

  it("has no more under way than it may", async () => {
    let underWay = 0;
    let most = 0;
    await inOrder([1, 2, 3, 4, 5, 6], 2, never, async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      await Promise.resolve();
      underWay -= 1;
    });
    expect(most).toBe(2);
  });

  it("stops at a failure what else is under way, and begins nothing more", async () => {
    const begun: number[] = [];
    const work = inOrder([1, 2, 3], 2, never, async (item, signal) => {
      begun.push(item);
      if (item === 1) return broken(signal);
      throw new Error("disk full");
    });
    await expect(work).rejects.toThrow("disk full");
    expect(begun).toEqual([1, 2]);
  });

  it("ends with the reason of its signal", async () => {
    const stop = new AbortController();
    const work = inOrder([1, 2], 2, stop.signal, (_item, signal) => broken(signal));
    stop.abort(new Error("interrupted"));
    await expect(work).rejects.toThrow("interrupted");
  });
});

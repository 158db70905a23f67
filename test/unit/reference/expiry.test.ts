import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { expiry } from "../../../reference/resilience/expiry.ts";

describe("an expiry", () => {
  it("goes off once its time is up", async () => {
    const { signal } = expiry(10);
    expect(signal.aborted).toBe(false);
    await expect.poll(() => signal.aborted).toBe(true);
  });

  it("never goes off once it was cleared", async () => {
    const { signal, clear } = expiry(10);
    clear();
    await sleep(50);
    expect(signal.aborted).toBe(false);
  });
});

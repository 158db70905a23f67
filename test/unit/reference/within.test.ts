import { TaskCancelledError } from "cockatiel";
import { describe, expect, it } from "vitest";
import { within } from "../../../reference/resilience/within.ts";

describe("work within a time", () => {
  it("gives what it came to", async () => {
    expect(await within(10_000, async () => 7)).toBe(7);
  });

  it("fails as it fails", async () => {
    await expect(within(10_000, () => Promise.reject(new Error("refused")))).rejects.toThrow("refused");
  });

  it("is not waited for any longer, and is told so", async () => {
    let told: AbortSignal | undefined;
    const never = within(10, (signal) => {
      told = signal;
      return new Promise<void>(() => undefined);
    });
    await expect(never).rejects.toThrow(TaskCancelledError);
    expect(told?.aborted).toBe(true);
  });
});

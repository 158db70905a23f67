import { describe, expect, it } from "vitest";
import { waitFor } from "../../../common/wait.ts";

const wait = { what: "the thing", timeoutMs: 5_000, everyMs: 1, remedy: "look at it" };

describe("waitFor", () => {
  it("returns the value of the first look that is done", async () => {
    let looks = 0;
    const value = await waitFor(wait, async () => {
      looks += 1;
      return looks < 3 ? { done: false, seen: `look ${looks}` } : { done: true, value: looks };
    });
    expect(value).toBe(3);
  });

  it("goes on after a look that throws", async () => {
    let looks = 0;
    const value = await waitFor(wait, async () => {
      looks += 1;
      if (looks === 1) throw new Error("not there");
      return { done: true, value: "there" };
    });
    expect(value).toBe("there");
  });

  it("looks once even without time, and names the wait and what it last saw", async () => {
    const late = waitFor({ ...wait, timeoutMs: 0 }, async () => ({ done: false, seen: "2 of 3 pods" }));
    await expect(late).rejects.toMatchObject({
      code: "wait.timeout",
      kind: "environment",
      message: expect.stringMatching(/the thing.*2 of 3 pods/),
      remedy: "look at it",
    });
  });

  it("names what a look threw last", async () => {
    const late = waitFor({ ...wait, timeoutMs: 0 }, () => Promise.reject(new Error("refused\nat somewhere")));
    await expect(late).rejects.toThrow(/last seen: refused$/);
  });

  it("stops between looks when its signal is given", async () => {
    const stop = new AbortController();
    const looking = waitFor({ ...wait, everyMs: 60_000, signal: stop.signal }, async () => {
      stop.abort(new Error("stopped"));
      return { done: false, seen: "nothing" };
    });
    await expect(looking).rejects.toThrow();
  });

  it("does not look at all when its signal was given before", async () => {
    let looks = 0;
    const signal = AbortSignal.abort(new Error("stopped"));
    const looking = waitFor({ ...wait, signal }, async () => {
      looks += 1;
      return { done: true, value: 1 };
    });
    await expect(looking).rejects.toThrow("stopped");
    expect(looks).toBe(0);
  });
});

import { describe, expect, it } from "vitest";
import { eachStore } from "../../../backup/each-store.ts";
import { failing, PlayedStore } from "./played-store.ts";

const stores = [new PlayedStore("postgres"), new PlayedStore("redis"), new PlayedStore("blobs")];
const { signal } = new AbortController();

/** Goes on until it is stopped. */
const endless = (stopped: AbortSignal) =>
  new Promise<never>((_, reject) => stopped.addEventListener("abort", () => reject(new Error("was stopped"))));

describe("work on each store", () => {
  it("gives its results in the order of the stores", async () => {
    const on = async ({ name }: { name: string }) => {
      if (name === "postgres") await Promise.resolve();
      return name;
    };
    expect(await eachStore(stores, { done: "read", signal, on })).toEqual(["postgres", "redis", "blobs"]);
  });

  it("is stopped by the first that fails, which is named", async () => {
    const on = async ({ name }: { name: string }, stopped: AbortSignal) =>
      name === "redis" ? Promise.reject(failing("it broke")) : endless(stopped);
    await expect(eachStore(stores, { done: "read", signal, on })).rejects.toMatchObject({
      code: "played.failure",
      message: "redis could not be read: it broke",
      remedy: "none: a test did it",
    });
  });

  it("has an error of one's own for what is none of ours", async () => {
    const on = () => Promise.reject(new TypeError("no such thing"));
    await expect(eachStore(stores, { done: "read", signal, on })).rejects.toMatchObject({
      code: "store.failed",
      kind: "environment",
      message: "postgres could not be read: no such thing",
    });
  });

  it("ends with the reason for which it was stopped", async () => {
    const stop = new AbortController();
    const running = eachStore(stores, { done: "read", signal: stop.signal, on: (_, stopped) => endless(stopped) });
    stop.abort(new Error("enough"));
    await expect(running).rejects.toThrow("enough");
  });
});

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { showProgress } from "../../../toolchain/progress.ts";
import { temporaryFolder } from "./bench.ts";

const clear = "\r\u001b[2K";

function keptStream(isTTY: boolean, columns?: number) {
  const written: string[] = [];
  return { isTTY, columns, written, write: (text: string) => written.push(text) };
}

const lasting = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

describe("showProgress", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("writes a line every ten seconds where there is no terminal", async () => {
    await using folder = await temporaryFolder();
    const stream = keptStream(false);
    const step = showProgress(stream, join(folder.path, "durations.json")).step("building x", () => lasting(25_000));
    await vi.advanceTimersByTimeAsync(25_000);
    await step;
    expect(stream.written).toEqual([
      "building x\n",
      "building x: 10.0s so far\n",
      "building x: 20.0s so far\n",
      "building x: done in 25.0s\n",
    ]);
  });

  it("rewrites one line on a terminal, no longer than it is wide, and keeps notes above it", async () => {
    await using folder = await temporaryFolder();
    const stream = keptStream(true, 20);
    const progress = showProgress(stream, join(folder.path, "durations.json"));
    const step = progress.step("building something long", () => lasting(1_500));
    await vi.advanceTimersByTimeAsync(1_000);
    progress.note("by the way");
    await vi.advanceTimersByTimeAsync(500);
    await step;
    expect(stream.written).toEqual([
      `${clear}building something `,
      `${clear}building something `,
      `${clear}by the way\n`,
      `${clear}building something `,
      `${clear}building something long: done in 1.5s\n`,
    ]);
  });

  it("says how long the step took the last time that it succeeded", async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, "cache", "durations.json");
    const first = showProgress(keptStream(false), file).step("building x", () => lasting(5_000));
    await vi.advanceTimersByTimeAsync(5_000);
    await first;
    const failing = showProgress(keptStream(false), file).step("building x", () => Promise.reject(new Error("no")));
    await expect(failing).rejects.toThrow("no");
    const stream = keptStream(false);
    await showProgress(stream, file).step("building x", () => Promise.resolve());
    expect(stream.written[0]).toBe("building x (5.0s last time)\n");
  });

  it("shows steps that overlap, and the end of each", async () => {
    await using folder = await temporaryFolder();
    const stream = keptStream(true, 80);
    const progress = showProgress(stream, join(folder.path, "durations.json"));
    const both = Promise.all([progress.step("a", () => lasting(1_000)), progress.step("b", () => lasting(2_000))]);
    await vi.advanceTimersByTimeAsync(2_000);
    await both;
    expect(stream.written).toContain(`${clear}a: 0ms so far · b: 0ms so far`);
    expect(stream.written.filter((text) => text.endsWith("\n"))).toEqual([
      `${clear}a: done in 1.0s\n`,
      `${clear}b: done in 2.0s\n`,
    ]);
  });

  it("passes results and failures through, and a broken record of durations hurts nobody", async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, "durations.json");
    await writeFile(file, "{ half");
    const stream = keptStream(false);
    const progress = showProgress(stream, file);
    expect(await progress.step("a", () => Promise.resolve(42))).toBe(42);
    await expect(progress.step("b", () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
    expect(stream.written.at(-1)).toBe("b: failed after 0ms\n");
    expect(Object.keys(JSON.parse(await readFile(file, "utf8")) as object)).toEqual(["a"]);
  });
});

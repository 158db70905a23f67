import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { waitFor } from "../../../../common/wait.ts";
import { busyShare, cpuTimes, recordHostCpu } from "../../../../engine/load/host-cpu.ts";

test("the busy share is of the time between two readings", () => {
  expect(busyShare({ busyMs: 100, totalMs: 1_000 }, { busyMs: 130, totalMs: 1_100 })).toBeCloseTo(0.3);
});

test("two readings at the same time give no share", () => {
  expect(busyShare({ busyMs: 100, totalMs: 1_000 }, { busyMs: 100, totalMs: 1_000 })).toBeNull();
});

test("this host has been busy for some of its time", () => {
  const { busyMs, totalMs } = cpuTimes();
  expect(busyMs).toBeGreaterThan(0);
  expect(totalMs).toBeGreaterThan(busyMs);
});

test("records lines until it is stopped, then ends without an error", async () => {
  const folder = await mkdtemp(join(tmpdir(), "host-cpu-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, "host-cpu.ndjson");
  const stop = new AbortController();
  const recording = recordHostCpu({ file, signal: stop.signal, everyMs: 20 });
  await waitFor({ what: "a second line", timeoutMs: 10_000, everyMs: 20, remedy: "none" }, async () => {
    const lines = (await readFile(file, "utf8")).trim().split("\n");
    return lines.length >= 2 ? { done: true, value: lines } : { done: false, seen: `${lines.length} lines` };
  });
  stop.abort();
  await recording;
  for (const line of (await readFile(file, "utf8")).trim().split("\n")) {
    const { atMs, busy } = JSON.parse(line) as { atMs: number; busy: number };
    expect(Math.abs(Date.now() - atMs)).toBeLessThan(60_000);
    expect(busy).toBeGreaterThanOrEqual(0);
    expect(busy).toBeLessThanOrEqual(1);
  }
});

import { expect, test } from "vitest";
import { busyShare, type CpuReading, cpuTimes, recordHostCpu } from "../../../../engine/load/host-cpu.ts";

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

test("hands over readings until it is stopped, then ends without an error", async () => {
  const stop = new AbortController();
  const readings: CpuReading[] = [];
  const take = async (reading: CpuReading) => {
    if (readings.push(reading) === 2) stop.abort();
  };
  await recordHostCpu({ take, signal: stop.signal, everyMs: 20 });
  expect(readings).toHaveLength(2);
  for (const { atMs, busy } of readings) {
    expect(Math.abs(Date.now() - atMs)).toBeLessThan(60_000);
    expect(busy).toBeGreaterThanOrEqual(0);
    expect(busy).toBeLessThanOrEqual(1);
  }
});

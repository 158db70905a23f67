import { cpus } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";

/** CPU time of all cores since boot, milliseconds. */
export interface CpuTimes {
  busyMs: number;
  totalMs: number;
}

/** Reads the host's CPU times; time stolen by a hypervisor is in neither number. */
export function cpuTimes(): CpuTimes {
  const times = { busyMs: 0, totalMs: 0 };
  for (const { times: core } of cpus()) {
    const busy = core.user + core.nice + core.sys + core.irq;
    times.busyMs += busy;
    times.totalMs += busy + core.idle;
  }
  return times;
}

/** The share of CPU time between two readings that was busy, 0 to 1; null where the clock did not advance. */
export function busyShare(before: CpuTimes, after: CpuTimes): number | null {
  const total = after.totalMs - before.totalMs;
  return total > 0 ? (after.busyMs - before.busyMs) / total : null;
}

/** How busy the host was since the last reading. */
export interface CpuReading {
  /** wall clock, milliseconds since the epoch */
  atMs: number;
  /** share of its CPU time, 0 to 1 */
  busy: number;
}

/**
 * Hands over a reading once per second until the signal, for the report: a busy host explains latencies, but nothing is
 * judged by it.
 */
export async function recordHostCpu(record: {
  take: (reading: CpuReading) => Promise<void>;
  signal: AbortSignal;
  everyMs?: number;
}): Promise<void> {
  let before = cpuTimes();
  try {
    for (;;) {
      await sleep(record.everyMs ?? 1_000, undefined, { signal: record.signal });
      const after = cpuTimes();
      const busy = busyShare(before, after);
      before = after;
      if (busy !== null) await record.take({ atMs: Date.now(), busy: Number(busy.toFixed(3)) });
    }
  } catch (thrown) {
    if (!record.signal.aborted) throw thrown;
  }
}

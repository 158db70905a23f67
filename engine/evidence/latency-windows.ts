import { LatencyHistogram, quantileMs } from "./latency-distribution.ts";

/** One stretch of a load, for charts. */
export interface Window {
  /** since the first request of the load, milliseconds */
  startMs: number;
  requests: number;
  errors: number;
  /** requests sent per second of the window */
  rps: number;
  /** of successful requests, within 1 %; null where there was none */
  p50Ms: number | null;
  p95Ms: number | null;
}

/** Counts requests by the window in which they were sent. */
export interface WindowCounter {
  readonly widthMs: number;
  readonly cells: readonly WindowCell[];
  record(sinceStartMs: number, durationMs: number, outcome: string): void;
  merge(other: WindowCounter): void;
  windows(): Window[];
}

interface WindowCell {
  requests: number;
  errors: number;
  /** made with the first success */
  latency: LatencyHistogram | null;
}

/** A chart has at most this many points per endpoint, which also bounds the memory that they take. */
const maxWindows = 240;
const widthsSeconds = [1, 5, 10, 30, 60, 300, 900, 3_600];

/** The windows that cover a load of this length; a request sent after its planned end counts in the last one. */
export function windowCounter(loadMs: number): WindowCounter {
  const widthMs = windowWidthMs(loadMs);
  const cells = Array.from({ length: Math.ceil(loadMs / widthMs) }, (): WindowCell => emptyCell());
  const cellAt = (sinceStartMs: number): WindowCell | undefined =>
    cells[Math.min(Math.max(0, Math.floor(sinceStartMs / widthMs)), cells.length - 1)];
  return {
    widthMs,
    cells,
    record(sinceStartMs, durationMs, outcome) {
      const cell = cellAt(sinceStartMs);
      if (cell === undefined) return;
      cell.requests += 1;
      if (outcome === "ok") latencyOf(cell).record(durationMs);
      else cell.errors += 1;
    },
    merge(other) {
      for (const [index, from] of other.cells.entries()) {
        const cell = cells[index];
        if (cell === undefined) continue;
        cell.requests += from.requests;
        cell.errors += from.errors;
        if (from.latency !== null) latencyOf(cell).add(from.latency);
      }
    },
    windows: () =>
      cells.map((cell, index) => toWindow(cell, index * widthMs, Math.min(widthMs, loadMs - index * widthMs))),
  };
}

function windowWidthMs(loadMs: number): number {
  const seconds = widthsSeconds.find((width) => loadMs / (width * 1_000) <= maxWindows);
  return (seconds ?? Math.ceil(loadMs / 1_000 / maxWindows)) * 1_000;
}

function emptyCell(): WindowCell {
  return { requests: 0, errors: 0, latency: null };
}

function latencyOf(cell: WindowCell): LatencyHistogram {
  cell.latency ??= new LatencyHistogram(2);
  return cell.latency;
}

function toWindow(cell: WindowCell, startMs: number, lengthMs: number): Window {
  const latency = cell.latency?.distribution();
  return {
    startMs,
    requests: cell.requests,
    errors: cell.errors,
    rps: cell.requests / (lengthMs / 1_000),
    p50Ms: latency === undefined ? null : quantileMs(latency, 0.5),
    p95Ms: latency === undefined ? null : quantileMs(latency, 0.95),
  };
}

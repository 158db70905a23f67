import type { Report } from "../schema.ts";
import type { Band } from "./bands.ts";

/** The stretch of time that charts show; times within it are milliseconds since its start. */
export interface Frame {
  lengthMs: number;
  /** the phases of the drill */
  bands: Band[];
  /** the time in which faults were in force */
  faults: Band[];
  /** moments, numbered from 1 */
  moments: { atMs: number; label: string }[];
}

/** The stretch that is not of one load alone. */
export interface Stretch {
  /** its start, milliseconds since the epoch */
  originMs: number;
  lengthMs: number;
  /** what its start is, in words */
  origin: string;
}

/** As the charts of the loads, so that charts can be held against each other; without a load, the whole run. */
export function stretchOf({ loads, run }: Report): Stretch {
  const spans = loads.flatMap(({ firstRequestAt, durationMs }) =>
    firstRequestAt === null
      ? []
      : [{ fromMs: Date.parse(firstRequestAt), toMs: Date.parse(firstRequestAt) + durationMs }],
  );
  if (spans.length === 0) {
    const originMs = Date.parse(run.startedAt);
    return { originMs, lengthMs: Math.max(1, run.durationMs), origin: "the start of the run" };
  }
  const originMs = Math.min(...spans.map((span) => span.fromMs));
  const lengthMs = Math.max(...spans.map((span) => span.toMs)) - originMs;
  return { originMs, lengthMs, origin: "the first request" };
}

/** What the report knows of a stretch of time. @param originMs its start, milliseconds since the epoch */
export function frameOf(report: Report, originMs: number, lengthMs: number): Frame {
  const runEnd = Date.parse(report.run.startedAt) + report.run.durationMs;
  const band = (label: string, from: string, to: string | null): Band => ({
    label,
    fromMs: Math.max(0, Date.parse(from) - originMs),
    toMs: Math.min(lengthMs, (to === null ? runEnd : Date.parse(to)) - originMs),
  });
  const visible = ({ fromMs, toMs }: Band) => toMs > fromMs;
  return {
    lengthMs,
    bands: report.phases.map(({ name, startedAt, endedAt }) => band(name, startedAt, endedAt)).filter(visible),
    faults: report.injections
      .flatMap(({ fault, armed, injectedAt, undoneAt, provenGoneAt }) =>
        armed === true && injectedAt !== null ? [band(fault, injectedAt, undoneAt ?? provenGoneAt)] : [],
      )
      .filter(visible),
    moments: report.timeline
      .filter(({ kind }) => kind === "action")
      .map(({ at, what }) => ({ atMs: Date.parse(at) - originMs, label: what }))
      .filter(({ atMs }) => atMs >= 0 && atMs <= lengthMs),
  };
}

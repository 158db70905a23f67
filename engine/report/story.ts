import type { JournalEvent } from "../evidence/events.ts";
import type { Report } from "./schema.ts";

type Entry = Report["timeline"][number];
type Only<T extends JournalEvent["type"]> = Extract<JournalEvent, { type: T }>;

/** The events of one type, in the order of the journal. */
export function eventsOf<T extends JournalEvent["type"]>(events: readonly JournalEvent[], type: T): Only<T>[] {
  return events.filter((event): event is Only<T> => event.type === type);
}

export function isoTime(atMs: number): string {
  return new Date(atMs).toISOString();
}

/** Each phase as it ran; one that never ended has no end. */
export function phases(events: readonly JournalEvent[]): Report["phases"] {
  const ends = eventsOf(events, "phase-ended");
  return eventsOf(events, "phase-started").map(({ phase, seq, atMs, sinceMs }) => {
    const fromMs = sinceMs ?? atMs;
    const end = ends.find((each) => each.phase === phase && each.seq > seq);
    return {
      name: phase,
      startedAt: isoTime(fromMs),
      endedAt: end === undefined ? null : isoTime(end.atMs),
      durationMs: end === undefined ? null : Math.max(0, end.atMs - fromMs),
    };
  });
}

/** What happened, in order; observations are counted by `probes` instead. */
export function timeline(events: readonly JournalEvent[]): Report["timeline"] {
  return events.flatMap((event) => {
    const entry = describe(event);
    return entry === null ? [] : [{ at: isoTime(event.atMs), ...entry }];
  });
}

function describe(event: JournalEvent): Omit<Entry, "at"> | null {
  switch (event.type) {
    case "run-started":
      return { kind: "run", what: `drill ${event.drill} started on stack ${event.stack}` };
    case "run-ended":
      return { kind: "run", what: "run ended" };
    case "phase-started":
      return { kind: "phase", what: `${event.phase} started` };
    case "phase-ended":
      return { kind: "phase", what: `${event.phase} ended` };
    case "action":
      return { kind: "action", what: `${event.action}: ${event.detail}` };
    case "observation":
      return null;
    case "fault-planned":
      return { kind: "fault", what: `${event.fault} planned: ${event.summary}` };
    case "fault-injected":
      return {
        kind: "fault",
        what: `${event.fault} ${event.armed ? "injected" : "not injected, as a negative control"}`,
      };
    case "fault-undone":
      return { kind: "fault", what: `${event.fault} undone` };
    case "fault-lifted":
      return {
        kind: "fault",
        what: `${event.fault} lifted: ${event.left.length === 0 ? "nothing left" : event.left.join("; ")}`,
      };
    case "load-started":
      return { kind: "load", what: `load ${event.load} started` };
    case "load-ended":
      return { kind: "load", what: `load ${event.load} ended with exit code ${event.exitCode}` };
    case "gap":
      return { kind: "gap", what: `no evidence of ${event.what}: ${event.reason}` };
    case "aborted":
      return { kind: "aborted", what: `${event.phase} stopped ${event.part ?? "the drill"}: ${event.reason}` };
    case "error":
      return { kind: "error", what: `${event.message} (${event.code})` };
    case "interrupted":
      return { kind: "interrupted", what: `interrupted by ${event.signal}` };
    case "left-behind":
      return event.items.length === 0 ? null : { kind: "left-behind", what: event.items.join("; ") };
  }
}

/** Observations counted by probe and subject, in the order in which each was first seen. */
export function probes(events: readonly JournalEvent[]): Report["probes"] {
  const rows = new Map<string, Report["probes"][number]>();
  for (const { probe, subject, ok, detail } of eventsOf(events, "observation")) {
    const key = JSON.stringify([probe, subject]);
    const row = rows.get(key) ?? { probe, subject, ok: 0, notOk: 0, unseen: 0, detail };
    if (ok !== true || row.notOk + row.unseen === 0) row.detail = detail;
    if (ok === true) row.ok += 1;
    else if (ok === false) row.notOk += 1;
    else row.unseen += 1;
    rows.set(key, row);
  }
  return [...rows.values()];
}

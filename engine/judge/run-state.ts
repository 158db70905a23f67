import type { Evidence, Gap } from "../evidence/evidence.ts";
import type { JournalEvent } from "../evidence/events.ts";
import { oneLine } from "./finding.ts";

/** Why a run, or a part of it, did not reach its end. */
export interface Stop {
  reason: string;
  /** it would have shown nothing: what it was to break carried none of its load */
  unexercised: boolean;
}

/** What the journal says of the run as a whole; texts are null where there is nothing to say. */
export interface RunState {
  /** the tool's own failures */
  error: string | null;
  /** why the run is no whole run: aborted, interrupted or cut short */
  partial: string | null;
  /** why the run did not reach its end; parts that ended on their own left it running */
  stopped: string | null;
  /** parts of the drill that did not reach their own end, each with the reason */
  stoppedParts: ReadonlyMap<string, Stop>;
  /** found while reading and noticed by the drill */
  gaps: Gap[];
}

/** Reads the run's state out of the events, whatever their order. */
export function runState({ events, gaps }: Evidence): RunState {
  const error = summaryOf(events, "error", ({ code, message }) => `${code}: ${message}`);
  const whole = gaps.filter(({ what }) => what === "journal.ndjson").map(({ reason }) => `journal.ndjson: ${reason}`);
  const aborted = events.filter((event) => event.type === "aborted");
  const abortion = ({ phase, reason }: { phase: string; reason: string }) => `${phase}: ${reason}`;
  const stopBy = (event: (typeof aborted)[number]): Stop => ({
    reason: oneLine(abortion(event)),
    unexercised: event.unexercised === true,
  });
  const ends = [
    summaryOf(
      aborted.filter(({ part }) => part === undefined),
      "aborted",
      abortion,
    ),
    summaryOf(events, "interrupted", ({ signal }) => `interrupted by ${signal}`),
    ...whole.sort(),
    events.some(({ type }) => type === "run-ended") ? null : "the journal has no end: the run was cut short",
  ].filter((text) => text !== null);
  const stoppedParts = new Map(
    aborted
      .toSorted((a, b) => a.seq - b.seq)
      .flatMap((event) => (event.part === undefined ? [] : [[event.part, stopBy(event)] as const])),
  );
  const partial = [...ends, ...[...stoppedParts.values()].map(({ reason }) => reason)];
  const noticed = events.filter((event) => event.type === "gap").map(({ what, reason }) => ({ what, reason }));
  return {
    error,
    partial: partial.length === 0 ? null : partial.join("; "),
    stopped: error ?? ends[0] ?? null,
    stoppedParts,
    gaps: [...gaps, ...noticed],
  };
}

/** Why the run, or the part of it that the objective belongs to, did not reach its end; null where it did. */
export function stopOf({ stopped, stoppedParts }: RunState, objectiveId: string): Stop | null {
  const part = [...stoppedParts].find(([name]) => objectiveId.startsWith(`${name}.`));
  return part?.[1] ?? (stopped === null ? null : { reason: stopped, unexercised: false });
}

/** The first event of a type by its number, and how many more there are. */
function summaryOf<T extends JournalEvent["type"]>(
  events: readonly JournalEvent[],
  type: T,
  text: (event: Extract<JournalEvent, { type: T }>) => string,
): string | null {
  const found = events.filter((event): event is Extract<JournalEvent, { type: T }> => event.type === type);
  const first = found.reduce<(typeof found)[number] | undefined>(
    (earliest, event) => (earliest === undefined || event.seq < earliest.seq ? event : earliest),
    undefined,
  );
  if (first === undefined) return null;
  return oneLine(text(first)) + (found.length > 1 ? ` (and ${found.length - 1} more)` : "");
}

import type { Evidence } from "../evidence/evidence.ts";
import type { JournalEvent } from "../evidence/events.ts";
import type { Report } from "./schema.ts";
import { eventsOf } from "./story.ts";

type Measured = Report["measured"][number];

/** How long what was waited for took to come: to detect, to open, to recover; in the order of the journal. */
export function measured({ plan, events }: Evidence): Report["measured"] {
  const titles = new Map(plan.objectives.flatMap((each) => (each.kind === "probe" ? [[each.probe, each.title]] : [])));
  return eventsOf(events, "observation").flatMap(({ seq, atMs, probe, subject, ok, ms }): Measured[] => {
    if (ok !== true || ms === undefined) return [];
    return [{ probe, what: titles.get(probe) ?? probe, subject, tookMs: ms, after: turnBefore(events, seq, atMs) }];
  });
}

/** The last change of the faults before an observation: what it took from there is what the system took. */
function turnBefore(events: readonly JournalEvent[], seq: number, atMs: number): Measured["after"] {
  const turn = [...eventsOf(events, "fault-injected"), ...eventsOf(events, "fault-undone")]
    .filter((each) => each.seq < seq)
    .reduce<JournalEvent | undefined>(
      (last, each) => (last === undefined || each.seq > last.seq ? each : last),
      undefined,
    );
  if (turn === undefined) return null;
  const what = turn.type === "fault-undone" ? ("undone" as const) : ("injected" as const);
  return { turn: what, ms: Math.max(0, atMs - turn.atMs) };
}

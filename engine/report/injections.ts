import type { JournalEvent } from "../evidence/events.ts";
import type { Report } from "./schema.ts";
import { eventsOf, isoTime } from "./story.ts";

type Planned = Extract<JournalEvent, { type: "fault-planned" }>;

/** Each injection of a fault from its plan to the proof that nothing is left of it, in the order of the journal. */
export function injections(events: readonly JournalEvent[]): Report["injections"] {
  return eventsOf(events, "fault-planned").map((planned) => injection(planned, untilNext(events, planned)));
}

/** What follows a plan, up to the next plan of the same fault. */
function untilNext(events: readonly JournalEvent[], planned: Planned): readonly JournalEvent[] {
  const after = events.filter(({ seq }) => seq > planned.seq);
  const next = eventsOf(after, "fault-planned").find(({ fault }) => fault === planned.fault);
  return next === undefined ? after : after.filter(({ seq }) => seq < next.seq);
}

function injection(planned: Planned, events: readonly JournalEvent[]): Report["injections"][number] {
  const { fault } = planned;
  const injected = eventsOf(events, "fault-injected").find((each) => each.fault === fault);
  const undone = eventsOf(events, "fault-undone").find((each) => each.fault === fault);
  const lifted = eventsOf(events, "fault-lifted").find((each) => each.fault === fault);
  return {
    fault,
    summary: planned.summary,
    armed: injected?.armed ?? null,
    plannedAt: isoTime(planned.atMs),
    injectedAt: timeOf(injected),
    effectSeenAt: injected === undefined ? null : effectSeen(fault, events, injected.seq, lifted?.seq ?? Infinity),
    undoneAt: timeOf(undone),
    provenGoneAt: lifted?.left.length === 0 ? timeOf(lifted) : null,
    left: lifted?.left ?? [],
  };
}

/** When the last look at the effect was in; null unless all of it was seen. */
function effectSeen(fault: string, events: readonly JournalEvent[], from: number, to: number): string | null {
  const looks = eventsOf(events, "observation").filter(
    ({ seq, probe }) => seq > from && seq < to && /(?:^|\.)fault-effect$/.test(probe),
  );
  // Several faults in force at once are each looked at by their own name.
  const named = looks.filter(({ subject }) => subject === fault);
  const own = named.length > 0 ? named : looks;
  return own.every(({ ok }) => ok === true) ? timeOf(own.at(-1)) : null;
}

const timeOf = (event: { atMs: number } | undefined) => (event === undefined ? null : isoTime(event.atMs));

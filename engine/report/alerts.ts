import type { AlertNotice } from "../evidence/alerts.ts";
import type { JournalEvent } from "../evidence/events.ts";
import type { Report } from "./schema.ts";
import { eventsOf, isoTime } from "./story.ts";

type Alert = Report["alerts"][number];

/** Each alert that was delivered and did not end before the run began, in the order in which they fired. */
export function alerts(notices: readonly AlertNotice[], events: readonly JournalEvent[]): Alert[] {
  const runStartMs = events[0]?.atMs ?? 0;
  const found = new Map<string, AlertNotice[]>();
  for (const notice of notices) {
    // An alert that comes again is another one: it starts at another time.
    const key = JSON.stringify([Object.entries(notice.labels).sort(), notice.startsAt]);
    found.set(key, [...(found.get(key) ?? []), notice]);
  }
  return [...found.values()]
    .flatMap((own) => alertOf(own, events) ?? [])
    .filter(({ resolvedAt }) => resolvedAt === null || Date.parse(resolvedAt) >= runStartMs)
    .sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
}

/** null where it was never delivered as firing: then nobody was alerted. */
function alertOf(notices: readonly AlertNotice[], events: readonly JournalEvent[]): Alert | null {
  const fired = notices.find(({ status }) => status === "firing");
  if (fired === undefined) return null;
  const { alertname = "", ...labels } = fired.labels;
  const firedMs = Date.parse(fired.startsAt);
  return {
    alert: alertname,
    labels,
    summary: fired.annotations["summary"] ?? "",
    firedAt: isoTime(firedMs),
    deliveredAt: fired.deliveredAt,
    resolvedAt: notices.findLast(({ status }) => status === "resolved")?.deliveredAt ?? null,
    after: injectionBefore(firedMs, events),
  };
}

function injectionBefore(firedMs: number, events: readonly JournalEvent[]): Alert["after"] {
  const injected = eventsOf(events, "fault-injected").findLast(({ armed, atMs }) => armed && atMs <= firedMs);
  return injected === undefined ? null : { fault: injected.fault, ms: firedMs - injected.atMs };
}

const sortKey = ({ firedAt, alert, labels }: Alert) => `${firedAt} ${alert} ${JSON.stringify(labels)}`;

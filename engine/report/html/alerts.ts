import { afterFaultInWords, labelsInWords } from "../chaos-words.ts";
import { clock } from "../format.ts";
import type { Report } from "../schema.ts";
import { markup } from "../template.ts";
import type { Markup } from "../template.ts";
import { frameOf, stretchOf } from "./frame.ts";
import type { Lane, LaneChart } from "./lane-chart.ts";
import { table } from "./table.ts";

type Alert = Report["alerts"][number];

/** Which alerts were delivered, when they fired and ended, and how long after the fault; null without any. */
export function alerts(report: Report): Markup | null {
  if (report.alerts.length === 0) return null;
  const start = Date.parse(report.run.startedAt);
  const since = (iso: string): string => (Date.parse(iso) < start ? "before the run" : clock(Date.parse(iso) - start));
  const time = (heading: string) => ({ heading, numbers: true });
  return markup`<p class="muted">What Alertmanager delivered. Times are since the start of the run; the time from the fault is that from the last injection before the alert fired.</p>
${table(
  "Alerts",
  [
    { heading: "Alert" },
    { heading: "Labels" },
    time("Fired"),
    { heading: "From the fault" },
    time("Delivered"),
    time("Resolved"),
    { heading: "What it says" },
  ],
  report.alerts.map((each) => [
    each.alert,
    markup`<span class="wrap">${labelsInWords(each)}</span>`,
    since(each.firedAt),
    afterFaultInWords(each),
    since(each.deliveredAt),
    each.resolvedAt === null ? "still active" : since(each.resolvedAt),
    markup`<span class="wrap">${each.summary}</span>`,
  ]),
  "dense",
)}`;
}

/** How many alerts of each name were active at a time; null where none was during the load. */
export function alertChart(report: Report): LaneChart | null {
  const { originMs, lengthMs } = stretchOf(report);
  const names = [...new Set(report.alerts.map(({ alert }) => alert))];
  const lanes = names.flatMap((name) =>
    laneOf(
      name,
      report.alerts.filter(({ alert }) => alert === name),
      originMs,
      lengthMs,
    ),
  );
  if (lanes.length === 0) return null;
  return {
    ...frameOf(report, originMs, lengthMs),
    id: "alerts-active",
    title: "Active alerts",
    description: lanes.map(({ label, highest }) => `${label}: up to ${highest}`).join("; "),
    lanes,
  };
}

/** Empty where none of them was active within the stretch. */
function laneOf(label: string, all: readonly Alert[], originMs: number, lengthMs: number): Lane[] {
  const turns = all
    .map(({ firedAt, resolvedAt }) => ({
      fromMs: Math.max(0, Date.parse(firedAt) - originMs),
      toMs: resolvedAt === null ? lengthMs : Math.min(lengthMs, Date.parse(resolvedAt) - originMs),
    }))
    .filter(({ fromMs, toMs }) => fromMs < toMs);
  if (turns.length === 0) return [];
  const activeAt = (ms: number) => turns.filter(({ fromMs, toMs }) => fromMs <= ms && ms < toMs).length;
  const changes = [...new Set([0, ...turns.flatMap(({ fromMs, toMs }) => [fromMs, toMs])])].sort((a, b) => a - b);
  const steps = changes
    .filter((atMs) => atMs < lengthMs)
    .map((atMs): Lane["steps"][number] => ({ atMs, value: activeAt(atMs) }));
  const highest = Math.max(...steps.map(({ value }) => value ?? 0));
  return [{ label, highest, steps: [...steps, { atMs: lengthMs, value: null }] }];
}

import { formatDuration } from "../../../common/duration.ts";
import { clock, utc } from "../format.ts";
import type { Report } from "../schema.ts";
import { markup } from "../template.ts";
import type { Markup } from "../template.ts";
import { bullets, table } from "./table.ts";

/** What is wrong with the run itself: failures of the tool, things left behind, missing evidence. */
export function problems({ errors, leftBehind, gaps, run }: Report): Markup | null {
  const parts = [
    errors.length > 0 &&
      markup`<h3>Errors of the drill or its environment</h3>
${bullets(errors.map(({ code, message, remedy }) => markup`${message} <code>${code}</code><br/><span class="muted">What to do: ${remedy}</span>`))}`,
    (run.aborted.length > 0 || run.interruptedBy !== null) &&
      markup`<h3>Stopped early</h3>
${bullets([
  ...run.aborted.map(({ phase, part, reason }) => `Phase ${phase} stopped ${part ?? "the drill"}: ${reason}`),
  ...(run.interruptedBy === null ? [] : [`Interrupted by ${run.interruptedBy}`]),
])}`,
    leftBehind.length > 0 &&
      markup`<h3>Left behind, with the commands that remove it</h3>${bullets(leftBehind.map((item) => markup`<code>${item}</code>`))}`,
    gaps.length > 0 &&
      markup`<h3>Missing evidence</h3>${bullets(gaps.map(({ what, reason }) => markup`<code>${what}</code>: ${reason}`))}`,
  ].filter((part) => part !== false);
  return parts.length === 0 ? null : markup`${parts}`;
}

/** The phases with their times, then what happened in order. */
export function timeline(report: Report): Markup {
  const start = Date.parse(report.run.startedAt);
  const since = (iso: string): string => clock(Date.parse(iso) - start);
  return markup`<p class="muted">Times are since the start of the run, ${utc(report.run.startedAt)}.</p>
<h3>Phases</h3>
${table(
  "Phases",
  [
    { heading: "Phase" },
    { heading: "Start", numbers: true },
    { heading: "End", numbers: true },
    { heading: "Took", numbers: true },
  ],
  report.phases.map(({ name, startedAt, endedAt, durationMs }) => [
    name,
    since(startedAt),
    endedAt === null ? "did not end" : since(endedAt),
    durationMs === null ? "–" : formatDuration(durationMs),
  ]),
  "dense",
)}
<h3>Events</h3>
${table(
  "Events",
  [{ heading: "Time" }, { heading: "Kind" }, { heading: "What" }],
  report.timeline.map(({ at, kind, what }) => [since(at), kind, markup`<span class="wrap">${what}</span>`]),
  "dense",
)}
${probes(report)}`;
}

function probes({ probes: rows }: Report): Markup | null {
  if (rows.length === 0) return null;
  const number = (heading: string) => ({ heading, numbers: true });
  return markup`<h3>Observations</h3>
${table(
  "Observations",
  [
    { heading: "Probe" },
    { heading: "Subject" },
    number("ok"),
    number("not ok"),
    number("not seen"),
    { heading: "Last" },
  ],
  rows.map(({ probe, subject, ok, notOk, unseen, detail }) => [probe, subject, ok, notOk, unseen, detail]),
  "dense",
)}`;
}

import { legendOf } from "../chaos-words.ts";
import type { Report } from "../schema.ts";
import { markup } from "../template.ts";
import type { Markup } from "../template.ts";
import { frameOf } from "./frame.ts";
import { type LaneChart, laneChart } from "./lane-chart.ts";
import { bullets } from "./table.ts";

/** A chart has at most this many lanes. */
const maxLanes = 16;

type Series = Report["series"][number];

/** Gauges of mesh over time: a chart of those that changed, the others in words; null without any. */
export function series(report: Report): Markup | null {
  if (report.series.length === 0) return null;
  const metrics = [...new Set(report.series.map(({ metric }) => metric))];
  const [originMs, lengthMs] = stretch(report);
  const frame = frameOf(report, originMs, lengthMs);
  const charts = metrics.flatMap((metric, index): LaneChart[] => {
    const changed = report.series.filter((each) => each.metric === metric && hasChanged(each));
    if (changed.length === 0) return [];
    const legend = legendOf(metric);
    return [
      {
        ...frame,
        id: `series-${index}`,
        title: legend === "" ? metric : `${metric} (${legend})`,
        description: changed
          .map(({ of, pod, lowest, highest }) => `${of} at ${pod}: ${lowest} to ${highest}`)
          .join("; "),
        lanes: changed.slice(0, maxLanes).map(({ of, pod, highest, steps }) => ({
          label: `${of} · ${pod}`,
          highest,
          steps: steps.map(({ at, value }) => ({ atMs: Date.parse(at) - originMs, value })),
        })),
      },
    ];
  });
  return markup`<p class="muted">What each pod of mesh said of itself; times run from ${origin(report)}. A hole is a time in which it did not answer.${frame.faults.length > 0 && " A red band is the time in which a fault was in force."}</p>
<div class="charts">${charts.map((chart) => markup`<figure><figcaption>${chart.title}</figcaption>${laneChart(chart)}</figure>`)}</div>
${metrics.map((metric) =>
  leftOut(
    report.series.filter((each) => each.metric === metric),
    metric,
  ),
)}`;
}

const hasChanged = ({ lowest, highest }: Series) => lowest !== highest;

/** As the charts of the loads, so that they can be held against each other; without one, the whole run. */
function stretch({ loads, run }: Report): [originMs: number, lengthMs: number] {
  const spans = loads.flatMap(({ firstRequestAt, durationMs }) =>
    firstRequestAt === null
      ? []
      : [{ fromMs: Date.parse(firstRequestAt), toMs: Date.parse(firstRequestAt) + durationMs }],
  );
  if (spans.length === 0) return [Date.parse(run.startedAt), Math.max(1, run.durationMs)];
  const fromMs = Math.min(...spans.map((span) => span.fromMs));
  return [fromMs, Math.max(...spans.map((span) => span.toMs)) - fromMs];
}

const origin = ({ loads }: Report) =>
  loads.some(({ firstRequestAt }) => firstRequestAt !== null) ? "the first request" : "the start of the run";

function leftOut(all: readonly Series[], metric: string): Markup | null {
  const constant = all.filter((each) => !hasChanged(each)).map(({ of, pod, lowest }) => `${of} · ${pod}: ${lowest}`);
  const more = all.filter(hasChanged).length - maxLanes;
  return bullets([
    ...(constant.length === 0 ? [] : [markup`<code>${metric}</code> never changed: ${constant.join(", ")}`]),
    ...(more > 0 ? [markup`<code>${metric}</code>: ${more} more changed, in report.json`] : []),
  ]);
}

import { legendOf, seriesInWords } from "../chaos-words.ts";
import type { Report } from "../schema.ts";
import { markup } from "../template.ts";
import type { Markup } from "../template.ts";
import { alertChart } from "./alerts.ts";
import { frameOf, stretchOf } from "./frame.ts";
import { type LaneChart, laneChart } from "./lane-chart.ts";
import { bullets } from "./table.ts";

/** A chart has at most this many lanes. */
const maxLanes = 16;

type Series = Report["series"][number];

/** Breakers, bulkheads, agents and pods over time, below the alerts: a chart of those that changed, the others in words. */
export function series(report: Report): Markup | null {
  const active = alertChart(report);
  if (report.series.length === 0 && active === null) return null;
  const metrics = [...new Set(report.series.map(({ metric }) => metric))];
  const { originMs, lengthMs, origin } = stretchOf(report);
  const frame = frameOf(report, originMs, lengthMs);
  const gauges = metrics.flatMap((metric, index): LaneChart[] => {
    const changed = report.series.filter((each) => each.metric === metric && hasChanged(each));
    if (changed.length === 0) return [];
    const legend = legendOf(metric);
    return [
      {
        ...frame,
        id: `series-${index}`,
        title: legend === "" ? metric : `${metric} (${legend})`,
        description: changed.map((each) => `${seriesInWords(each)}: ${each.lowest} to ${each.highest}`).join("; "),
        lanes: most(changed).map((each) => ({
          label: seriesInWords(each),
          highest: each.highest,
          steps: each.steps.map(({ at, value }) => ({ atMs: Date.parse(at) - originMs, value })),
        })),
      },
    ];
  });
  const charts = [...(active === null ? [] : [active]), ...gauges];
  return markup`<p class="muted">What each pod of mesh and of the agents that call stores said of itself, by what it calls, and how many pods there were; times run from ${origin}. A hole is a time in which a pod did not answer, or no call came that could have waited.${frame.faults.length > 0 && " A red band is the time in which a fault was in force."}</p>
<div class="charts">${charts.map((chart) => markup`<figure><figcaption>${chart.title}</figcaption>${laneChart(chart)}</figure>`)}</div>
${metrics.map((metric) =>
  leftOut(
    report.series.filter((each) => each.metric === metric),
    metric,
  ),
)}`;
}

const hasChanged = ({ lowest, highest }: Series) => lowest !== highest;

/** Those that changed most, in their order. */
function most(changed: readonly Series[]): Series[] {
  const swing = ({ lowest, highest }: Series) => highest - lowest;
  const chosen = new Set([...changed].sort((a, b) => swing(b) - swing(a)).slice(0, maxLanes));
  return changed.filter((each) => chosen.has(each));
}

function leftOut(all: readonly Series[], metric: string): Markup | null {
  const constant = all.filter((each) => !hasChanged(each)).map((each) => `${seriesInWords(each)}: ${each.lowest}`);
  const more = all.filter(hasChanged).length - maxLanes;
  return bullets([
    ...(constant.length === 0 ? [] : [markup`<code>${metric}</code> never changed: ${constant.join(", ")}`]),
    ...(more > 0 ? [markup`<code>${metric}</code>: ${more} more changed, in report.json`] : []),
  ]);
}

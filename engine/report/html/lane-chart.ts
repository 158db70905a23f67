import { markup } from "../template.ts";
import type { Markup } from "../template.ts";
import { faultBands, phaseBands, type Plot, px, timeAxis, timeScale } from "./bands.ts";
import type { Frame } from "./frame.ts";

/** Gauges over the same time, each in a lane of its own; a value holds until the next step. */
export interface LaneChart extends Frame {
  /** unique within the page */
  id: string;
  title: string;
  /** the chart in words, for who cannot see it */
  description: string;
  lanes: Lane[];
}

export interface Lane {
  label: string;
  /** the top of the lane; its foot is zero */
  highest: number;
  /** null leaves a hole; times are milliseconds since the start of the chart */
  steps: { atMs: number; value: number | null }[];
}

const width = 480;
const lane = { height: 44, name: 14 };
const edges = { left: 44, right: 466, top: 24, below: 24 };

/** Draws the lanes as inline SVG; its colours come from the page's style sheet. */
export function laneChart(chart: LaneChart): Markup {
  const plot: Plot = { ...edges, bottom: edges.top + chart.lanes.length * lane.height };
  const x = timeScale(chart.lengthMs, plot);
  return markup`<svg viewBox="0 0 ${width} ${plot.bottom + edges.below}" role="img" aria-labelledby="${chart.id}-title ${chart.id}-desc">
<title id="${chart.id}-title">${chart.title}</title>
<desc id="${chart.id}-desc">${chart.description}</desc>
${phaseBands(chart.bands, x, plot)}${faultBands(chart.faults, x, plot)}<g class="grid" aria-hidden="true">${timeAxis(chart.lengthMs, x, plot)}</g>
${chart.lanes.map((each, index) => oneLane(each, edges.top + index * lane.height, x))}</svg>`;
}

function oneLane({ label, highest, steps }: Lane, top: number, x: (ms: number) => number): Markup {
  const [head, foot] = [top + lane.name + 4, top + lane.height - 3];
  const y = (value: number) => px(foot - (value / (highest || 1)) * (foot - head));
  const tick = (value: number) =>
    markup`<line x1="${edges.left}" x2="${edges.right}" y1="${y(value)}" y2="${y(value)}"/><text x="${edges.left - 6}" y="${px(y(value) + 4)}" text-anchor="end">${value}</text>`;
  return markup`<g class="grid" aria-hidden="true">${tick(0)}${highest > 0 && tick(highest)}</g>
<text class="lane-name" x="${edges.left + 2}" y="${top + lane.name - 2}">${label}</text>
<path class="line step" d="${stepPath(steps, x, y)}"/>
`;
}

function stepPath(steps: Lane["steps"], x: (ms: number) => number, y: (value: number) => number): string {
  let drawing = false;
  return steps
    .map(({ atMs, value }) => {
      const across = drawing ? `H${x(atMs)}` : "";
      const joined = drawing;
      drawing = value !== null;
      if (value === null) return across;
      return joined ? `${across}V${y(value)}` : `M${x(atMs)} ${y(value)}`;
    })
    .join("");
}

import { markup } from "../template.ts";
import type { Markup } from "../template.ts";
import { faultBands, fits, phaseBands, type Plot, px, timeAxis, timeScale } from "./bands.ts";
import type { Frame } from "./frame.ts";
import { valueTicks } from "./scale.ts";

/** A chart of values over the time of a load; times are milliseconds since its first request. */
export interface Chart extends Frame {
  /** unique within the page */
  id: string;
  title: string;
  /** the chart in words, for who cannot see it */
  description: string;
  warmupMs: number;
  /** each value stands for `windowMs` from its `startMs`; null leaves a hole in the line */
  windowMs: number;
  lines: {
    label: string;
    className: "p50" | "p95" | "rate" | "served";
    values: { startMs: number; value: number | null }[];
  }[];
  /** bars instead of lines, e.g. errors per window */
  bars: { startMs: number; value: number }[];
  /** windows to mark at the foot of the chart */
  marked: number[];
  limits: { label: string; value: number }[];
}

const width = 480;
const height = 214;
const plot: Plot = { left: 44, right: 440, top: 24, bottom: 186 };
/** A limit this many times above the highest value would flatten the lines; it is named at the top edge instead. */
const limitHeadroom = 4;

interface Scales {
  x: (ms: number) => number;
  y: (value: number) => number;
  ticks: number[];
  top: number;
}

/** Draws the chart as inline SVG; its colours come from the page's style sheet. */
export function svgChart(chart: Chart): Markup {
  const scales = scalesOf(chart);
  const { id } = chart;
  return markup`<svg viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-title ${id}-desc">
<title id="${id}-title">${chart.title}</title>
<desc id="${id}-desc">${chart.description}</desc>
${phaseBands(chart.bands, scales.x, plot)}${faultBands(chart.faults, scales.x, plot)}${warmup(chart, scales)}${axes(chart, scales)}${marked(chart, scales)}${bars(chart, scales)}
${lines(chart, scales)}${limits(chart, scales)}${moments(chart, scales)}</svg>`;
}

function scalesOf(chart: Chart): Scales {
  const values = [
    ...chart.lines.flatMap((line) => line.values.map(({ value }) => value ?? 0)),
    ...chart.bars.map(({ value }) => value),
  ];
  const highest = values.reduce((max, value) => Math.max(max, value), 0);
  const shownLimits = chart.limits.map(({ value }) => value).filter((value) => value <= highest * limitHeadroom);
  // A tenth more, so that nothing is drawn on the upper edge.
  const ticks = valueTicks(Math.max(highest, ...shownLimits) * 1.1, chart.bars.length > 0 ? "counts" : "measures");
  const top = ticks.at(-1) ?? 1;
  return {
    x: timeScale(chart.lengthMs, plot),
    y: (value) => px(plot.bottom - (value / top) * (plot.bottom - plot.top)),
    ticks,
    top,
  };
}

function warmup({ warmupMs }: Chart, { x }: Scales): Markup | null {
  if (warmupMs <= 0) return null;
  const room = x(warmupMs) - plot.left;
  return markup`<g class="warmup"><rect x="${plot.left}" y="${plot.top}" width="${px(room)}" height="${plot.bottom - plot.top}"/>
<title>warm-up, not judged</title>${fits("warm-up", room) && markup`<text x="${plot.left + 4}" y="${plot.top + 11}">warm-up</text>`}</g>`;
}

function axes({ lengthMs }: Chart, { x, y, ticks }: Scales): Markup {
  return markup`<g class="grid" aria-hidden="true">${ticks.map(
    (tick) => markup`<line x1="${plot.left}" x2="${plot.right}" y1="${y(tick)}" y2="${y(tick)}"/>
<text x="${plot.left - 6}" y="${px(y(tick) + 4)}" text-anchor="end">${tick}</text>`,
  )}${timeAxis(lengthMs, x, plot)}</g>`;
}

function marked({ marked: all, windowMs }: Chart, { x }: Scales): Markup | null {
  if (all.length === 0) return null;
  const path = all.map((startMs) => `M${x(startMs)} ${plot.bottom}h${barWidth(x, startMs, windowMs)}`);
  return markup`<path class="marked" d="${path.join("")}"/>`;
}

function bars({ bars: all, windowMs }: Chart, { x, y }: Scales): Markup | null {
  const boxes = all
    .filter(({ value }) => value > 0)
    .map(({ startMs, value }) => {
      const w = barWidth(x, startMs, windowMs);
      return `M${x(startMs)} ${plot.bottom}V${y(value)}h${w}V${plot.bottom}z`;
    });
  return boxes.length === 0 ? null : markup`<path class="bars" d="${boxes.join("")}"/>`;
}

function barWidth(x: Scales["x"], startMs: number, windowMs: number): number {
  return Math.max(1.5, px(x(startMs + windowMs) - x(startMs)));
}

function lines(chart: Chart, scales: Scales): Markup[] {
  const ends = labelPlaces(
    chart.lines.map(({ values }) => scales.y(values.findLast(({ value }) => value !== null)?.value ?? 0)),
  );
  return chart.lines.map(
    ({ label, className, values }, index) =>
      markup`<path class="line ${className}" d="${linePath(values, chart.windowMs, scales)}"/>
<text class="label ${className}" x="${plot.right + 5}" y="${px((ends[index] ?? 0) + 4)}">${label}</text>`,
  );
}

/** A value alone between two holes becomes a dot, by a stroke without length. */
function linePath(values: Chart["lines"][number]["values"], windowMs: number, { x, y }: Scales): string {
  let drawing = false;
  return values
    .map(({ startMs, value }) => {
      if (value === null) drawing = false;
      if (value === null) return "";
      const point = `${x(startMs + windowMs / 2)} ${y(value)}`;
      const command = drawing ? `L${point}` : `M${point}h0`;
      drawing = true;
      return command;
    })
    .join("");
}

/** Moves labels apart that would overlap, keeping their order from top to bottom. */
function labelPlaces(wanted: number[]): number[] {
  const apart = 13;
  const order = wanted.map((_, index) => index).sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0));
  const places = [...wanted];
  let lowest = plot.bottom - apart * (order.length - 1);
  let above = -Infinity;
  for (const index of order) {
    const place = Math.min(Math.max(wanted[index] ?? 0, above + apart), lowest);
    places[index] = place;
    above = place;
    lowest += apart;
  }
  return places;
}

function limits({ limits: all }: Chart, { y, top }: Scales): Markup[] {
  const above = all.filter(({ value }) => value > top);
  const drawn = all
    .filter(({ value }) => value <= top)
    .map(
      ({
        label,
        value,
      }) => markup`<g class="limit"><line x1="${plot.left}" x2="${plot.right}" y1="${y(value)}" y2="${y(value)}"/>
<text x="${plot.right - 4}" y="${px(y(value) - 4)}" text-anchor="end">${label}</text></g>`,
    );
  if (above.length === 0) return drawn;
  const text = `↑ ${above.map(({ label }) => label).join(", ")}`;
  return [
    ...drawn,
    markup`<g class="limit"><text x="${plot.right - 4}" y="${plot.top + 11}" text-anchor="end">${text}</text></g>`,
  ];
}

function moments({ moments: all }: Chart, { x }: Scales): Markup[] {
  return all.map(
    ({ atMs, label }, index) =>
      markup`<g class="moment"><line x1="${x(atMs)}" x2="${x(atMs)}" y1="${plot.top}" y2="${plot.bottom}"/>
<text x="${px(x(atMs) + 3)}" y="${plot.top + 11}">${index + 1}</text><title>${label}</title></g>`,
  );
}

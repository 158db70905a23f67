import { count, millis, perSecond } from "../format.ts";
import type { EndpointReport, LoadReport, Report } from "../schema.ts";
import { markup } from "../template.ts";
import type { Markup } from "../template.ts";
import { type Frame, frameOf } from "./frame.ts";
import { svgChart } from "./svg-chart.ts";
import type { Chart } from "./svg-chart.ts";

/** Charts of one load: latency of each endpoint, then rate, goodput and errors of all together. */
export function loadCharts(load: LoadReport, report: Report, index: number): Markup | null {
  const all = load.endpoints[0];
  if (all === undefined || load.seriesWindowMs === null || load.samples === 0) return null;
  const frame = loadFrame(load, report, load.seriesWindowMs);
  const named = load.endpoints.slice(1);
  const latency = named.length === 1 || all.limits.length === 0 ? named : [all, ...named];
  const charts = [
    ...latency.map((endpoint, i) => latencyChart(endpoint, { ...frame, id: `load-${index}-latency-${i}` })),
    rateChart(load, all, { ...frame, id: `load-${index}-rate` }),
    ...(all.whole.failures > 0 ? [errorChart(all, { ...frame, id: `load-${index}-errors` })] : []),
  ];
  return markup`<div class="charts">${charts.map(
    (chart) => markup`<figure><figcaption>${chart.title}</figcaption>${svgChart(chart)}</figure>`,
  )}</div>
<p class="note">Time runs from the load's first request, in windows of ${load.seriesWindowMs / 1_000} s; a request counts in the window in which it was sent; it is ok where it was answered with success. ${legend(frame, all)}</p>
${frame.moments.length > 0 && momentList(frame.moments)}`;
}

type LoadFrame = Frame & Pick<Chart, "warmupMs" | "windowMs">;
type Framed = LoadFrame & Pick<Chart, "id">;

/** What all charts of a load have in common. */
function loadFrame(load: LoadReport, report: Report, windowMs: number): LoadFrame {
  const origin = Date.parse(load.firstRequestAt ?? report.run.startedAt);
  return { ...frameOf(report, origin, load.durationMs), warmupMs: load.warmupMs, windowMs };
}

function latencyChart(endpoint: EndpointReport, frame: Framed): Chart {
  const { series, limits } = endpoint;
  const line = (label: "p50" | "p95", of: (point: EndpointReport["series"][number]) => number | null) => ({
    label,
    className: label,
    values: series.map((point) => ({ startMs: point.startMs, value: of(point) })),
  });
  const name = nameOf(endpoint);
  return {
    ...frame,
    title: `Latency of ${name} (ms)`,
    description: latencyInWords(endpoint),
    lines: [line("p95", ({ p95Ms }) => p95Ms), line("p50", ({ p50Ms }) => p50Ms)],
    bars: [],
    marked: series.filter(({ errors }) => errors > 0).map(({ startMs }) => startMs),
    limits: limits.map(({ quantile, limitMs }) => ({
      label: `p${Number((quantile * 100).toPrecision(6))} limit ${millis(limitMs)} ms`,
      value: limitMs,
    })),
  };
}

function latencyInWords({ series, limits, whole }: EndpointReport): string {
  const p50 = range(series.map(({ p50Ms }) => p50Ms));
  const p95 = range(series.map(({ p95Ms }) => p95Ms));
  const demanded = limits.map(({ quantile, limitMs }) => `p${Number((quantile * 100).toPrecision(6))} ${limitMs} ms`);
  return [
    p50 === null || p95 === null ? "No request succeeded" : `By window, p50 is ${p50} ms and p95 is ${p95} ms`,
    demanded.length > 0 && `the limits are ${demanded.join(" and ")}`,
    `${count(whole.failures)} of ${count(whole.requests)} requests failed`,
  ]
    .filter((text) => text !== false)
    .join("; ");
}

function rateChart(load: LoadReport, all: EndpointReport, frame: Framed): Chart {
  const sent = all.series.map(({ startMs, perSecond: value }) => ({ startMs, value }));
  const served = all.series.map(({ startMs, servedPerSecond: value }) => ({ startMs, value }));
  const planned = load.model.kind === "open" ? load.model.ratePerSecond : null;
  return {
    ...frame,
    title: "Requests per second, all endpoints: sent, and ok (goodput)",
    description: [
      `By window, ${range(sent.map(({ value }) => value))} requests were sent per second`,
      `${range(served.map(({ value }) => value))} were answered with success`,
      ...(planned === null ? [] : [`${perSecond(planned)} were planned`]),
    ].join("; "),
    // Where every request was served, one line is both.
    lines: [
      ...(all.whole.failures > 0 ? [{ label: "sent", className: "rate" as const, values: sent }] : []),
      { label: "ok", className: "served", values: served },
    ],
    bars: [],
    marked: [],
    limits: [],
  };
}

function errorChart(all: EndpointReport, frame: Framed): Chart {
  const worst = all.series.reduce((max, { errors }) => Math.max(max, errors), 0);
  return {
    ...frame,
    title: `Failed requests in each ${frame.windowMs / 1_000} s, all endpoints`,
    description: `${count(all.whole.failures)} requests failed in all, at most ${count(worst)} in one window`,
    lines: [],
    bars: all.series.map(({ startMs, errors }) => ({ startMs, value: errors })),
    marked: [],
    limits: [],
  };
}

function legend({ warmupMs, bands, faults }: LoadFrame, all: EndpointReport): string {
  return [
    warmupMs > 0 && "The hatched part is the warm-up, which is not judged.",
    bands.length > 0 && "The strip at the top names the phases of the drill.",
    faults.length > 0 && "A red band is the time in which a fault was in force.",
    all.whole.failures > 0 &&
      "A mark at the foot of a latency chart is a window in which requests of that endpoint failed.",
  ]
    .filter((text) => text !== false)
    .join(" ");
}

function momentList(moments: Frame["moments"]): Markup {
  return markup`<ol class="moments">${moments.map(({ label }) => markup`<li>${label}</li>`)}</ol>`;
}

/** "12 to 18", or null without a value. */
function range(values: (number | null)[]): string | null {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return null;
  const low = known.reduce((a, b) => Math.min(a, b));
  const high = known.reduce((a, b) => Math.max(a, b));
  return `${millis(low)} to ${millis(high)}`;
}

export function nameOf({ endpoint }: EndpointReport): string {
  return endpoint === "*" ? "all endpoints" : endpoint;
}

import { formatDuration } from "../../../common/duration.ts";
import { count, millis, percent, perSecond, signedPercent } from "../format.ts";
import { comparisonNotes, loadInWords, outcomesInWords } from "../load-words.ts";
import type { LoadReport, Report } from "../schema.ts";
import { markup } from "../template.ts";
import type { Markup } from "../template.ts";
import { loadCharts, nameOf } from "./load-charts.ts";
import { pairs, table } from "./table.ts";

/** Each load: what was asked, what was sent, what came back. */
export function loads(report: Report): Markup | null {
  if (report.loads.length === 0) return null;
  return markup`${report.loads.map((load, index) => oneLoad(load, report, index))}
<p class="note">Percentiles: ${report.estimator}.</p>`;
}

function oneLoad(load: LoadReport, report: Report, index: number): Markup {
  return markup`<h3>Load ${load.name}</h3>
<p>${loadInWords(load)}</p>
${pairs(arrivals(load))}
${load.samples === 0 ? markup`<p class="note">No request was recorded.</p>` : results(load, report, index)}`;
}

function arrivals(load: LoadReport): [string, string][] {
  const known = (value: number | null): string =>
    value === null ? "unknown: the generator left no report" : count(value);
  const planned = load.model.kind === "open" ? `, ${perSecond(load.model.ratePerSecond)}/s planned` : "";
  const lag =
    load.startLagP99Ms === null ? [] : [["Start lag, p99", `${millis(load.startLagP99Ms)} ms`] as [string, string]];
  return [
    ["Arrivals", `${known(load.offered)} offered, ${known(load.started)} started, ${known(load.dropped)} dropped`],
    ["Rate", `${perSecond(load.achievedPerSecond)}/s recorded${planned}`],
    ...lag,
  ];
}

function results(load: LoadReport, report: Report, index: number): Markup {
  const cut = load.warmupMs > 0 ? `After the warm-up of ${formatDuration(load.warmupMs)}` : "The whole load";
  return markup`<h4>${cut}</h4>
${judgedTable(load)}
${loadCharts(load, report, index)}
${comparisonTable(load)}`;
}

function judgedTable(load: LoadReport): Markup {
  const numbers = (heading: string) => ({ heading, numbers: true });
  return table(
    `Load ${load.name} after the warm-up`,
    [
      { heading: "Endpoint" },
      numbers("Requests"),
      numbers("per s"),
      numbers("p50 ms"),
      numbers("p95 ms"),
      numbers("p99 ms"),
      numbers("Failed"),
      { heading: "by outcome" },
    ],
    load.endpoints.map((endpoint) => {
      const { requests, perSecond: rate, failures, outcomes, p50Ms, p95Ms, p99Ms } = endpoint.judged;
      return [
        nameOf(endpoint),
        count(requests),
        perSecond(rate),
        millis(p50Ms),
        millis(p95Ms),
        millis(p99Ms),
        requests === 0 ? "–" : `${count(failures)} (${percent(failures / requests)})`,
        outcomesInWords(outcomes),
      ];
    }),
  );
}

/** Our estimate beside the generator's own: two ways to the same numbers. */
function comparisonTable(load: LoadReport): Markup | null {
  const rows = load.endpoints.flatMap((endpoint) => {
    const { whole, generator } = endpoint;
    if (generator === null) return [];
    return [
      [
        nameOf(endpoint),
        count(whole.requests),
        millis(whole.p50Ms),
        millis(generator.p50Ms),
        signedPercent(generator.p50DifferencePercent),
        millis(whole.p95Ms),
        millis(generator.p95Ms),
        signedPercent(generator.p95DifferencePercent),
      ],
    ];
  });
  if (rows.length === 0) return null;
  const headings = ["Requests", "p50 ms", "k6 p50 ms", "difference", "p95 ms", "k6 p95 ms", "difference"];
  const notes = comparisonNotes(load);
  return markup`<h4>The whole load, beside k6's own estimates</h4>
${table(`Load ${load.name} beside k6's own`, [{ heading: "Endpoint" }, ...headings.map((heading) => ({ heading, numbers: true }))], rows)}
${notes !== "" && markup`<p class="note">${notes}</p>`}`;
}

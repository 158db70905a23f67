import { alerts } from "./html/alerts.ts";
import { environment, notTested } from "./html/environment.ts";
import { faults } from "./html/faults.ts";
import { loads } from "./html/loads.ts";
import { objectives } from "./html/objectives.ts";
import { parts } from "./html/parts.ts";
import { problems, timeline } from "./html/run.ts";
import { series } from "./html/series.ts";
import { styles } from "./html/styles.ts";
import { summary } from "./html/summary.ts";
import type { Report } from "./schema.ts";
import { Markup, markup } from "./template.ts";

/** The report as one HTML page: no script, nothing loaded from anywhere, light and dark, printable. */
export function reportHtml(report: Report): string {
  const { run, verdict } = report;
  const sections = sectionsOf(report);
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>
<title>${verdict} · ${run.drill} drill · ${run.id}</title>
<style>${new Markup(styles)}</style>
</head>
<body>
${hatchPattern}
<main>
${summary(report)}
<nav aria-label="Contents">${sections.map(({ id, title }) => markup`<a href="#${id}">${title}</a>\n`)}</nav>
${sections.map(({ id, title, body }) => markup`<section id="${id}"><h2>${title}</h2>\n${body}</section>\n`)}</main>
</body>
</html>
`.text;
}

/** For the warm-up in every chart. */
const hatchPattern = markup`<svg class="defs" width="0" height="0" aria-hidden="true"><defs><pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0V7" stroke-width="3"/></pattern></defs></svg>`;

/** What needs action stands before what explains. */
function sectionsOf(report: Report): { id: string; title: string; body: Markup }[] {
  const sections: { id: string; title: string; body: Markup | null }[] = [
    { id: "problems", title: "Problems of the run", body: problems(report) },
    { id: "parts", title: "Parts of the drill", body: parts(report) },
    { id: "objectives", title: "Objectives", body: objectives(report) },
    { id: "faults", title: "Faults", body: faults(report) },
    { id: "alerts", title: "Alerts", body: alerts(report) },
    { id: "loads", title: "Loads", body: loads(report) },
    { id: "series", title: "Breakers, bulkheads, agents and pods", body: series(report) },
    { id: "timeline", title: "Timeline", body: timeline(report) },
    { id: "not-tested", title: "What this run did not test", body: notTested(report) },
    { id: "environment", title: "Environment", body: environment(report) },
  ];
  return sections.flatMap(({ body, ...section }) => (body === null ? [] : [{ ...section, body }]));
}

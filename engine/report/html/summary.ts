import { formatDuration } from "../../../common/duration.ts";
import { count, utc } from "../format.ts";
import { outcomeCounts, verdictMeaning, verdictSign } from "../outcomes.ts";
import type { Report } from "../schema.ts";
import { markup } from "../template.ts";
import type { Markup } from "../template.ts";

const shownSteps = 5;
const shownCauses = 3;

/** The first screen: the verdict, why, what to do next, and what it was a verdict on. */
export function summary(report: Report): Markup {
  return markup`${banner(report)}${nextSteps(report)}${facts(report)}`;
}

function banner({ verdict, reason, run }: Report): Markup {
  return markup`<header class="banner ${verdict}">
<h1><span class="sign" aria-hidden="true">${verdictSign[verdict]}</span>${verdict} <span class="drill">${run.drill} drill</span></h1>
<p class="meaning">${verdictMeaning[verdict]}</p>
<p class="reason">${reason}</p>
</header>`;
}

function nextSteps({ nextSteps: steps, notTested }: Report): Markup {
  if (steps.length === 0) {
    const untested = notTested.length > 0 && markup` What it did not test is <a href="#not-tested">listed below</a>.`;
    return markup`<section class="card next"><h2>What to do next</h2><p>Nothing: this run asks for no action.${untested}</p></section>`;
  }
  const more = steps.length - shownSteps;
  return markup`<section class="card next"><h2>What to do next</h2>
<ol>${steps.slice(0, shownSteps).map(({ step, because }) => markup`<li>${step}${because.slice(0, shownCauses).map((cause) => markup`<span class="muted">${cause}</span>`)}${moreCauses(because)}</li>`)}</ol>
${more > 0 && markup`<p class="note">And ${more} more, each beside its <a href="#objectives">objective</a>.</p>`}</section>`;
}

function moreCauses(because: string[]): Markup | false {
  const more = because.length - shownCauses;
  return more > 0 && markup`<span class="muted">and ${more} more like it</span>`;
}

function facts({ run, objectives, loads }: Report): Markup {
  const requests = loads.reduce((sum, { samples }) => sum + samples, 0);
  const failed = loads.reduce((sum, { endpoints }) => sum + (endpoints[0]?.whole.failures ?? 0), 0);
  const dropped = loads.reduce((sum, load) => sum + (load.dropped ?? 0), 0);
  const rows: [string, string][] = [
    ["Objectives", outcomeCounts(objectives)],
    [
      "Requests",
      requests === 0
        ? "none"
        : `${count(requests)}, ${count(failed)} failed${dropped === 0 ? "" : `, ${count(dropped)} dropped`}`,
    ],
    ["Started", utc(run.startedAt)],
    ["Duration", formatDuration(run.durationMs) + (run.endedAt === null ? ", without an orderly end" : "")],
    ["Stack", run.stack],
    ["Run", run.id],
  ];
  return markup`<dl class="facts card">${rows.map(([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

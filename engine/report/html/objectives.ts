import type { ObjectiveResult, Outcome } from "../../evidence/objective.ts";
import { count } from "../format.ts";
import { byOutcome } from "../outcomes.ts";
import type { Report } from "../schema.ts";
import { markup } from "../template.ts";
import type { Markup } from "../template.ts";
import { badge } from "./badge.ts";

/** Every objective with its numbers, what was missed first. */
export function objectives({ objectives: results }: Report): Markup {
  if (results.length === 0) return markup`<p>This run has none.</p>`;
  return markup`<div class="card"><table class="objectives">
<thead><tr><th scope="col">Outcome</th><th scope="col">Objective</th><th scope="col">Demanded</th><th scope="col">Observed</th><th scope="col" class="num">Samples</th></tr></thead>
${byOutcome(results).map(group)}</table></div>`;
}

/** A reason that all of a group share is said once. */
function group({ outcome, results }: { outcome: Outcome; results: ObjectiveResult[] }): Markup {
  const reasons = new Set(results.map(({ reason }) => reason));
  const shared = results.length > 1 && reasons.size === 1 ? [...reasons].join() : "";
  return markup`<tbody><tr><th class="group" colspan="5" scope="rowgroup">${outcome} · ${results.length}${shared !== "" && markup`<span class="shared">${shared}</span>`}</th></tr>
${results.map((result) => row(result, shared === "" ? result.reason : ""))}</tbody>
`;
}

function row({ title, id, outcome, demanded, observed, samples, remedy }: ObjectiveResult, reason: string): Markup {
  const advice = outcome === "pass" || outcome === "not-evaluated" ? "" : remedy;
  return markup`<tr><td>${badge(outcome)}</td><th scope="row" class="objective">${title}<code>${id}</code></th><td data-label="demanded">${demanded}</td><td data-label="observed" class="wrap">${observed}</td><td data-label="samples" class="num">${count(samples)}</td></tr>
${(reason !== "" || advice !== "") && why(reason, advice)}`;
}

function why(reason: string, advice: string): Markup {
  return markup`<tr class="why"><td></td><td colspan="4"><p>${reason}</p>${advice !== "" && markup`<p class="muted">What to do: ${advice}</p>`}</td></tr>
`;
}

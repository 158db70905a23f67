import type { Outcome } from "../../evidence/objective.ts";
import { outcomeSign } from "../outcomes.ts";
import { markup } from "../template.ts";
import type { Markup } from "../template.ts";

/** An outcome as a word with a sign. */
export function badge(outcome: Outcome): Markup {
  return markup`<span class="badge ${outcome}"><span aria-hidden="true">${outcomeSign[outcome]}</span> ${outcome}</span>`;
}

import type { ObjectiveResult } from "../evidence/objective.ts";

/** What looking at the evidence of one objective found; the objective's own words are added later. */
export type Finding = Pick<ObjectiveResult, "outcome" | "observed" | "samples" | "reason">;

/** An objective for which there is nothing to look at. */
export function notExercised(reason: string): Finding {
  return { outcome: "not-exercised", observed: "nothing", samples: 0, reason };
}

/** The same text on one line. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

/** Several reasons as one. */
export function joined(reasons: readonly string[]): string {
  return reasons.join("; ");
}

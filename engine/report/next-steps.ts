import type { Judgement, ObjectiveResult, Outcome } from "../evidence/objective.ts";
import type { Report } from "./schema.ts";
import { byOutcome } from "./outcomes.ts";

type Step = Report["nextSteps"][number];

/** Outcomes that decide a verdict; where an objective was not evaluated, the cause stands elsewhere. */
const deciding: readonly Outcome[] = ["fail", "error", "inconclusive", "not-exercised"];

/**
 * What a reader should do now, most urgent first. Remedies that several findings share are one step.
 * A PASS asks for nothing but the removal of what was left behind.
 */
export function nextSteps(
  judgement: Judgement,
  found: Pick<Report, "errors" | "leftBehind"> & { interruptedBy: string | null },
): Step[] {
  const steps = new Map<string, string[]>();
  const add = (step: string, because: string): void => {
    if (step !== "") steps.set(step, [...new Set([...(steps.get(step) ?? []), because])]);
  };
  for (const error of found.errors) add(error.remedy, error.message);
  if (found.leftBehind.length > 0) {
    add("remove what the run left behind, with the commands listed below", `${found.leftBehind.length} left behind`);
  }
  if (judgement.verdict !== "PASS") {
    for (const { outcome, results } of byOutcome(judgement.objectives)) {
      if (deciding.includes(outcome)) for (const result of results) add(result.remedy, finding(result));
    }
    if (found.interruptedBy !== null) add("run the drill again", `interrupted by ${found.interruptedBy}`);
    if (steps.size === 0) add("run the drill again", judgement.reason);
  }
  return [...steps].map(([step, because]) => ({ step, because }));
}

function finding({ id, outcome, title, observed, reason }: ObjectiveResult): string {
  return `${outcome}: ${id}, ${title}: ${[observed, reason].filter((text) => text !== "").join("; ")}`;
}

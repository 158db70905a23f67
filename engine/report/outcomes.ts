import type { ObjectiveResult, Outcome, Verdict } from "../evidence/objective.ts";

/** The order in which outcomes are shown: what needs action first. */
export const outcomeOrder: readonly Outcome[] = [
  "fail",
  "error",
  "inconclusive",
  "not-evaluated",
  "not-exercised",
  "not-testable",
  "pass",
];

/** A sign beside the word, so that no meaning hangs on colour alone. */
export const outcomeSign: Record<Outcome, string> = {
  fail: "✕",
  error: "!",
  inconclusive: "?",
  "not-evaluated": "–",
  "not-exercised": "–",
  "not-testable": "–",
  pass: "✓",
};

export const verdictSign: Record<Verdict, string> = { PASS: "✓", FAIL: "✕", INCONCLUSIVE: "?", ERROR: "!" };

/** What each verdict says about the system, for a reader who meets the word for the first time. */
export const verdictMeaning: Record<Verdict, string> = {
  PASS: "The system met what this drill demands of it.",
  FAIL: "The system missed what this drill demands of it.",
  INCONCLUSIVE: "The evidence does not settle whether the system meets the demands.",
  ERROR: "The drill or its environment failed: this is no verdict on the system.",
};

/** The objectives of each outcome, in the order of outcomes; outcomes without one are left out. */
export function byOutcome(results: readonly ObjectiveResult[]): { outcome: Outcome; results: ObjectiveResult[] }[] {
  return outcomeOrder
    .map((outcome) => ({ outcome, results: results.filter((result) => result.outcome === outcome) }))
    .filter((group) => group.results.length > 0);
}

/** "12 of 14 pass, 1 fail, 1 not-testable". */
export function outcomeCounts(results: readonly ObjectiveResult[]): string {
  const groups = byOutcome(results);
  const passed = groups.find(({ outcome }) => outcome === "pass")?.results.length ?? 0;
  const others = groups.filter(({ outcome }) => outcome !== "pass");
  return [
    `${passed} of ${results.length} pass`,
    ...others.map(({ outcome, results: some }) => `${some.length} ${outcome}`),
  ].join(", ");
}

import type { ObjectiveResult, Outcome, Verdict } from "../evidence/objective.ts";
import type { RunState } from "./run-state.ts";

/**
 * Combines outcomes and the run's state into one word and one line. The worst decides: ERROR, FAIL, INCONCLUSIVE, PASS.
 * What was not testable, or not exercised and optional, decides nothing; but nothing passed means nothing was shown.
 * @param optional ids of objectives that need not be exercised
 */
export function combine(
  results: readonly ObjectiveResult[],
  optional: ReadonlySet<string>,
  state: Pick<RunState, "error" | "partial">,
): { verdict: Verdict; reason: string } {
  const idsOf = (...outcomes: Outcome[]): string[] =>
    results.filter(({ outcome }) => outcomes.includes(outcome)).map(({ id }) => id);
  const errored = idsOf("error");
  if (state.error !== null || errored.length > 0) {
    return { verdict: "ERROR", reason: joined([state.error, count("could not be judged", errored)]) };
  }
  const failed = idsOf("fail");
  if (failed.length > 0) return { verdict: "FAIL", reason: joined([count("failed", failed), state.partial]) };

  const open = [
    state.partial,
    count("inconclusive", idsOf("inconclusive")),
    count(
      "not exercised",
      idsOf("not-exercised").filter((id) => !optional.has(id)),
    ),
    count("not evaluated", idsOf("not-evaluated")),
  ].filter((text) => text !== null);
  if (open.length > 0) return { verdict: "INCONCLUSIVE", reason: joined(open) };

  const passed = idsOf("pass");
  if (passed.length === 0) return { verdict: "INCONCLUSIVE", reason: "no objective passed: nothing was shown" };
  const aside = results.length - passed.length;
  const rest = aside === 0 ? null : `${aside} not exercised or not testable`;
  return { verdict: "PASS", reason: joined([`${passed.length} of ${results.length} objectives passed`, rest]) };
}

/** "2 failed: a, b", or null for none. */
function count(what: string, ids: readonly string[]): string | null {
  return ids.length === 0 ? null : `${ids.length} ${what}: ${ids.join(", ")}`;
}

function joined(parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null).join("; ");
}

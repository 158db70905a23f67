import type { Evidence } from "../evidence/evidence.ts";
import type { Judgement, Outcome } from "../evidence/objective.ts";
import type { Report } from "./schema.ts";

const untested: readonly Outcome[] = ["not-evaluated", "not-exercised", "not-testable"];

/** Everything that a reader could take for tested and that was not, with the reason. */
export function notTested({ plan, loads, environment }: Evidence, judgement: Judgement): Report["notTested"] {
  const objectives = judgement.objectives
    .filter(({ outcome }) => untested.includes(outcome))
    .map(({ title, outcome, reason }) => ({ kind: "objective", what: title, why: `${outcome}: ${reason}` }) as const);
  const notRun = plan.loads
    .filter(({ name }) => !loads.some((load) => load.plan.name === name))
    .map(({ name }) => ({ kind: "load", what: `load ${name}`, why: "planned, but it left nothing behind" }) as const);
  const lacking = Object.entries(plan.capabilities)
    .filter((entry): entry is [string, string] => entry[1] !== true)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([what, why]) => ({ kind: "capability", what, why }) as const);
  const limits = environment.limits.map((what) => ({ kind: "environment", what, why: "" }) as const);
  return [...objectives, ...notRun, ...lacking, ...limits];
}

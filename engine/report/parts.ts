import type { Evidence } from "../evidence/evidence.ts";
import type { Judgement } from "../evidence/objective.ts";
import { outcomeOrder } from "./outcomes.ts";
import type { Report } from "./schema.ts";

/** How each part of the drill came out; none where it has no parts. */
export function parts({ plan }: Evidence, { objectives }: Judgement): Report["parts"] {
  return (plan.parts ?? []).map(({ name, summary }) => {
    const own = objectives.filter(({ id }) => id.startsWith(`${name}.`)).map(({ outcome }) => outcome);
    return {
      name,
      summary,
      outcome: outcomeOrder.find((outcome) => own.includes(outcome)) ?? "not-evaluated",
      passed: own.filter((outcome) => outcome === "pass").length,
      objectives: own.length,
    };
  });
}

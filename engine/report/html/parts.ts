import type { Report } from "../schema.ts";
import { markup } from "../template.ts";
import type { Markup } from "../template.ts";
import { badge } from "./badge.ts";
import { table } from "./table.ts";

/** How each part came out, by the worst of its objectives; a drill that is one part says that by its verdict. */
export function parts({ parts: all }: Report): Markup | null {
  if (all.length < 2) return null;
  return table(
    "Parts",
    [
      { heading: "Part" },
      { heading: "Worst outcome" },
      { heading: "Passed", numbers: true },
      { heading: "Hypothesis" },
    ],
    all.map(({ name, summary, outcome, passed, objectives }) => [
      name,
      badge(outcome),
      `${passed} of ${objectives}`,
      markup`<span class="wrap">${summary}</span>`,
    ]),
  );
}

import { formatDuration } from "../../common/duration.ts";
import { withLengths } from "../../drills/chaos/changed.ts";
import { experiments } from "../../drills/chaos/experiments.ts";
import { preflightObjectives } from "../../drills/chaos/preflight.ts";
import { chaosDrill } from "../../drills/chaos/program.ts";
import { canFail, proofsOf } from "../../drills/chaos/proofs.ts";
import { sizesObjective } from "../../drills/sizes.ts";
import { markdownTable } from "../../engine/report/markdown-text.ts";
import { demandedOf, type Design, designOf } from "../plan/design.ts";
import { percent } from "../plan/plan-text.ts";
import { limiterOf, settingsOf, stackConfig } from "../stack-file.ts";

const stack = "chaos";

/** What docs/experiments.md holds: every experiment as it is on the stack `chaos`. */
export async function experimentsPage(): Promise<string> {
  const config = await stackConfig(stack, []);
  const target = { settings: settingsOf(config), limiter: limiterOf(config) };
  const options = { runId: "planned", stack, injectFaults: true, ...target };
  const designs = experiments.flatMap((each) => withLengths([each], options)).map((each) => designOf(each, options));
  return pageOf(
    designs,
    experiments.slice(0, 1).flatMap((one) => chaosDrill(one.name, [one], options).changedDefaults),
  );
}

/** The page of these designs, as Markdown. @param changed what the stack changes */
export function pageOf(designs: readonly Design[], changed: readonly string[]): string {
  const everywhere = (designs[0]?.objectives ?? []).filter((objective) =>
    designs.every(({ objectives }) => objectives.some((each) => isSame(each, objective))),
  );
  return [
    `# Chaos experiments

Written from the code by \`node cli/docs/write-experiments.ts\`; limits and lengths are those of the stack \`chaos\`.
\`./drill plan chaos/<name>\` says the same of one experiment, and with \`--attach ENVIRONMENT\` which pods it would take.

"Proven red by" names the seeded defects of \`reference/defects\` with which an objective must fail, as
\`drills/chaos/defects.ts\` and \`drills/smoke/defects.ts\` declare and \`npm run test:full\` runs.
`,
    `## What is looked at before anything is broken\n\n${objectivesTable(before.map(rowOf))}`,
    `## What every experiment demands\n\n${objectivesTable(everywhere)}`,
    `## What the stack changes\n\nSettings of BIOwerk that differ from their defaults:\n\n${list(changed)}`,
    ...designs.map((design) => experimentSection(design, everywhere)),
  ].join("\n");
}

type Objective = Design["objectives"][number];

/** The drill's own objectives, of which no experiment knows. */
const before = [...preflightObjectives, sizesObjective];
const rowOf = (objective: (typeof before)[number]): Objective => ({ ...objective, demanded: demandedOf(objective) });

const isSame = (a: Objective, b: Objective) => a.id === b.id && a.title === b.title && a.demanded === b.demanded;

function experimentSection(design: Design, everywhere: readonly Objective[]): string {
  const { name, hypothesis, expectedSeconds, stages, objectives } = design;
  const own = objectives.filter((objective) => !everywhere.some((each) => isSame(each, objective)));
  const rows = stages.map((stage) => [
    cell(stage.name),
    `${stage.faultSeconds} s`,
    `${stage.recoverySeconds} s`,
    stage.faults.map(({ summary }) => cell(summary)).join("; "),
  ]);
  return `## chaos/${name}

Hypothesis: ${hypothesis}. Takes about ${formatDuration(expectedSeconds * 1_000)}.

May break: ${radiusInWords(design)}.

${markdownTable(["Stage", "At least", "Recovery", "Faults"], rows)}
${objectivesTable(own, name)}`;
}

function radiusInWords({ radius: { links, workloads, data } }: Design): string {
  const parts = [
    ...links.map((link) => `link \`${link}\``),
    ...workloads.map(({ name, share }) => `workload \`${name}\` (at most ${percent(share)} of its pods taken)`),
    ...data.map((kind) => `data of \`${kind}\`, for good`),
  ];
  return parts.length === 0 ? "nothing" : parts.join(", ");
}

/** @param experiment whose own the objectives are; undefined = all experiments' */
function objectivesTable(objectives: readonly Objective[], experiment?: string): string {
  const rows = objectives.map(({ id, title, demanded }) => [
    `\`${id}\``,
    cell(title),
    cell(demanded),
    proofInWords(id, experiment),
  ]);
  return markdownTable(["Objective", "What it says", "Demanded", "Proven red by"], rows);
}

/** A defect of another drill is named with that. */
function proofInWords(id: string, experiment: string | undefined): string {
  if (!canFail(id)) return "never red: INCONCLUSIVE instead";
  const proofs = proofsOf(id, experiment).map(({ defect, drill }) =>
    drill === `chaos/${experiment}` ? `\`${defect}\`` : `\`${defect}\` in ${drill}`,
  );
  return proofs.length === 0 ? "not proven" : proofs.join(", ");
}

const list = (items: readonly string[]) => items.map((item) => `- ${item}\n`).join("");

/** Our own words hold no other Markdown than what would end a cell. */
const cell = (text: string) => text.replaceAll("|", "\\|");

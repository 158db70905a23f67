import { formatDuration } from "../../common/duration.ts";
import type { DrillProgram } from "../../engine/session.ts";
import { demandedOf, type Design } from "./design.ts";
import type { Resolved } from "./resolved.ts";

/** What an experiment would do, and where, if that was looked up. */
export interface PlannedExperiment {
  design: Design;
  resolved: Resolved | null;
}

/** A drill's plan for people, line by line. */
export function planText(program: DrillProgram, summary: string, experiments: readonly PlannedExperiment[]): string[] {
  return [
    `${program.name}: ${summary}`,
    `on stack ${program.stack}, about ${formatDuration(expectedMs(program, experiments))} once every service is green`,
    ...experiments.flatMap((each) => experimentText(each, experiments.length > 1)),
    ...section("Loads", program.loads.map(loadLine)),
    ...section("Changed defaults", program.changedDefaults),
    ...section(
      "Objectives",
      columns(program.objectives.map((objective) => [objective.id, demandedOf(objective), objective.title])),
    ),
  ];
}

/** Loads that belong to no experiment run one after the other. */
function expectedMs({ loads }: DrillProgram, experiments: readonly PlannedExperiment[]): number {
  if (experiments.length === 0) return loads.reduce((sum, { durationMs }) => sum + durationMs, 0);
  return experiments.reduce((sum, { design }) => sum + design.expectedSeconds * 1_000, 0);
}

function experimentText({ design, resolved }: PlannedExperiment, oneOfSeveral: boolean): string[] {
  const { name, hypothesis, radius, stages } = design;
  const title = (text: string) => (oneOfSeveral ? `${text} of ${name}` : text);
  const most = (workload: string, share: number) => {
    const pods = resolved?.pods[workload];
    const counted = pods === undefined ? "" : `: ${Math.floor(share * pods + 1e-9)} of ${pods}`;
    return `at most ${percent(share)} of its pods taken${counted}`;
  };
  const stageLines = stages.flatMap((stage) => [
    `${stage.name}: faults for at least ${stage.faultSeconds} s, then ${stage.recoverySeconds} s of recovery`,
    ...stage.faults.map((fault) => `  ${fault.name}: ${fault.summary}`),
  ]);
  return [
    ...(oneOfSeveral ? ["", `${name}: ${hypothesis}`] : []),
    ...section(
      title("Blast radius"),
      columns([
        ...radius.links.map((link) => ["link", link]),
        ...radius.workloads.map((each) => ["workload", each.name, most(each.name, each.share)]),
        ...radius.data.map((kind) => ["data", kind, "lost for good"]),
      ]),
    ),
    ...section(title("Stages"), stageLines),
    ...section(
      `${title("Targets")}, as they are now`,
      columns(
        (resolved?.faults ?? []).map(({ stage, fault, targets }) => [
          stage,
          fault,
          targets.map((target) => `${target.kind} ${target.name}`).join(", "),
        ]),
      ),
    ),
  ];
}

function loadLine({ name, model, durationMs, endpoints }: DrillProgram["loads"][number]): string {
  const pace = model.kind === "open" ? `${model.ratePerSecond} arrivals/s` : `${model.virtualUsers} virtual users`;
  return `${name}: ${pace} for ${formatDuration(durationMs)} on ${endpoints.map((each) => each.name).join(", ")}`;
}

const section = (title: string, lines: readonly string[]) =>
  lines.length === 0 ? [] : ["", title, ...lines.map((line) => `  ${line}`)];

/** Cells of a column begin below each other; the last one is as long as it is. */
function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows.reduce<number[]>((known, row) => {
    row.forEach((cell, index) => (known[index] = Math.max(known[index] ?? 0, cell.length)));
    return known;
  }, []);
  return rows.map((row) =>
    row
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

/** "50 %". @param share 0 to 1 */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

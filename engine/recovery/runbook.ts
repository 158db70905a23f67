import { formatDuration } from "../../common/duration.ts";
import { count } from "../report/format.ts";
import { markdownTable, plain } from "../report/markdown-text.ts";
import type { Gap } from "./gaps.ts";
import { diffSteps, type RunbookStep, tookMs } from "./runbook-steps.ts";

/** What a runbook tells. */
export interface Runbook {
  title: string;
  backupUrl: string;
  steps: readonly RunbookStep[];
  gaps: readonly Gap[];
  /** from the disaster until all is well again; segments may overlap, as stores do that are restored at once */
  rto: { totalMs: number; segments: readonly { name: string; ms: number }[] };
  rpo: readonly { store: string; rpoMs: number; acknowledged: number; lost: number }[];
  /** steps of the last run; unset where there was none */
  previous?: readonly RunbookStep[];
  /** hides secret values in any text */
  hide: (text: string) => string;
}

type Written = (text: string) => string;

/** The runbook of a recovery as GitHub Markdown. Secrets are hidden first: once escaped, one would slip through. */
export function renderRunbook(runbook: Runbook): string {
  const hide = runbook.hide;
  const written: Written = (text) => plain(hide(text));
  return [
    head(runbook, written),
    recoveryTime(runbook, written),
    recoveryPoint(runbook, written),
    gaps(runbook, written),
    changes(runbook, written),
    overview(runbook, written),
    ...runbook.steps.map((step, index) => details(step, index + 1, written, hide)),
  ].join("\n");
}

function head({ title, backupUrl, gaps: all }: Runbook, written: Written): string {
  const manual = all.filter(({ kind }) => kind === "manual-step").length;
  return `# ${written(title)}

Backup: ${written(backupUrl)}

Manual steps: ${manual}
`;
}

function recoveryTime({ rto }: Runbook, written: Written): string {
  const rows = rto.segments.map(({ name, ms }) => [written(name), formatDuration(ms)]);
  rows.push(["**In all**", `**${formatDuration(rto.totalMs)}**`]);
  return `## Time to recover\n\n${markdownTable(["Segment", "Took"], rows)}`;
}

function recoveryPoint({ rpo }: Runbook, written: Written): string {
  const rows = rpo.map(({ store, rpoMs, acknowledged, lost }) => [
    written(store),
    formatDuration(rpoMs),
    count(acknowledged),
    count(lost),
  ]);
  return `## Data lost\n\n${markdownTable(["Store", "Recovery point", "Acknowledged writes", "Lost"], rows)}`;
}

function gaps({ gaps: all }: Runbook, written: Written): string {
  if (all.length === 0) return "## Gaps\n\nNone.\n";
  const rows = all.map(({ kind, subject, detail, remedy }) => [kind, ...[subject, detail, remedy].map(written)]);
  return `## Gaps\n\n${markdownTable(["Kind", "What", "Detail", "Remedy"], rows)}`;
}

function changes({ previous, steps }: Runbook, written: Written): string {
  const heading = "## Against the last run\n\n";
  if (previous === undefined) return `${heading}There is no last run to compare with.\n`;
  const { added, gone, slower, changed } = diffSteps(previous, steps);
  const items = [
    ...added.map((name) => `new: ${written(name)}`),
    ...gone.map((name) => `gone: ${written(name)}`),
    ...changed.map(({ name, before, now }) => `${now} where it was ${before}: ${written(name)}`),
    ...slower.map((each) => `slower: ${written(each.name)}, ${fromTo(each)}`),
  ];
  if (items.length === 0) return `${heading}The steps are the same, and none is slower by more than 25 %.\n`;
  return heading + items.map((item) => `- ${item}\n`).join("");
}

const fromTo = ({ beforeMs, nowMs }: { beforeMs: number; nowMs: number }) =>
  `${formatDuration(beforeMs)} to ${formatDuration(nowMs)}`;

function overview({ steps }: Runbook, written: Written): string {
  const rows = steps.map((step, index) => [String(index + 1), written(step.name), step.result, durationOf(step)]);
  return `## Steps\n\n${markdownTable(["Step", "Name", "Result", "Took"], rows)}`;
}

function details(step: RunbookStep, number: number, written: Written, hide: Written): string {
  const { name, command, startedAt, endedAt, result, detail, remediation } = step;
  const row = [startedAt, endedAt, durationOf(step), result, written(detail), written(remediation)];
  const headings = ["Start", "End", "Took", "Result", "Detail", "Where it fails"];
  return `### ${number}. ${written(name)}\n\n${fenced(hide(command))}\n${markdownTable(headings, [row])}`;
}

const durationOf = (step: RunbookStep) => (step.result === "skipped" ? "–" : formatDuration(tookMs(step)));

/** A command that can be copied as it is, whatever it holds. */
function fenced(command: string): string {
  const longest = Math.max(2, ...[...command.matchAll(/`+/g)].map((run) => run[0].length));
  const fence = "`".repeat(longest + 1);
  return `${fence}sh\n${command}\n${fence}\n`;
}

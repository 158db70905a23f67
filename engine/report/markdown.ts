import { formatDuration } from "../../common/duration.ts";
import { afterFaultInWords, afterInWords, armedInWords, labelsInWords } from "./chaos-words.ts";
import { clock, count, millis, percent, perSecond, seconds, signedPercent, utc } from "./format.ts";
import { comparisonNotes, loadInWords, outcomesInWords } from "./load-words.ts";
import { markdownList, markdownTable, plain } from "./markdown-text.ts";
import { outcomeCounts, outcomeSign, verdictMeaning, verdictSign } from "./outcomes.ts";
import type { LoadReport, Report } from "./schema.ts";

/** The report as GitHub Markdown, for a job's summary: short enough for its limit of 1 MiB, without charts. */
export function reportMarkdown(report: Report): string {
  return [
    head(report),
    steps(report),
    parts(report),
    objectives(report),
    problems(report),
    faults(report),
    alerts(report),
    loads(report),
    series(report),
    notTested(report),
    environment(report),
  ]
    .filter((part) => part !== "")
    .join("\n");
}

function head({ verdict, reason, run, objectives: results }: Report): string {
  const end = run.endedAt === null ? ", without an orderly end" : "";
  return `# ${verdictSign[verdict]} ${verdict}: ${plain(run.drill)} drill

${verdictMeaning[verdict]} **${plain(reason)}**

${plain(outcomeCounts(results))} · run ${plain(run.id)} on stack ${plain(run.stack)} · ${utc(run.startedAt)}, took ${formatDuration(run.durationMs)}${end}
`;
}

function steps({ nextSteps }: Report): string {
  if (nextSteps.length === 0) return "";
  return `## What to do next\n\n${markdownList(
    nextSteps.map(({ step, because }) => `${plain(step)} (${plain(because.join("; "))})`),
  )}`;
}

function parts({ parts: all }: Report): string {
  if (all.length < 2) return "";
  const rows = all.map(({ name, summary, outcome, passed, objectives: own }) => [
    plain(name),
    `${outcomeSign[outcome]} ${outcome}`,
    `${passed} of ${own}`,
    plain(summary),
  ]);
  return `## Parts of the drill\n\n${markdownTable(["Part", "Worst outcome", "Passed", "Hypothesis"], rows)}`;
}

function objectives({ objectives: results }: Report): string {
  const rows = results.map(({ id, outcome, title, demanded, observed, samples, reason }) => [
    `${outcomeSign[outcome]} ${outcome}`,
    `${plain(title)} (${plain(id)})`,
    plain(demanded),
    plain(observed),
    count(samples),
    plain(reason),
  ]);
  return `## Objectives\n\n${markdownTable(["Outcome", "Objective", "Demanded", "Observed", "Samples", "Why"], rows)}`;
}

function problems({ errors, leftBehind, gaps }: Report): string {
  const section = (title: string, items: string[]): string =>
    items.length === 0 ? "" : `## ${title}\n\n${markdownList(items)}`;
  return [
    section(
      "Errors of the drill or its environment",
      errors.map(({ code, message, remedy }) => `${plain(message)} (${plain(code)}). What to do: ${plain(remedy)}`),
    ),
    section("Left behind, with the commands that remove it", leftBehind.map(plain)),
    section(
      "Missing evidence",
      gaps.map(({ what, reason }) => `${plain(what)}: ${plain(reason)}`),
    ),
  ]
    .filter((part) => part !== "")
    .join("\n");
}

function faults({ injections, measured, run }: Report): string {
  if (injections.length === 0 && measured.length === 0) return "";
  const since = (iso: string | null): string =>
    iso === null ? "–" : clock(Date.parse(iso) - Date.parse(run.startedAt));
  const injected = injections.map((each) => [
    plain(each.fault),
    since(each.plannedAt),
    each.armed === false ? "not armed" : since(each.injectedAt),
    since(each.effectSeenAt),
    since(each.undoneAt),
    since(each.provenGoneAt),
    plain(each.summary + armedInWords(each)),
  ]);
  const headings = ["Fault", "Planned", "Injected", "Effect seen", "Undone", "Proven gone", "What it does"];
  const took = measured.map((each) => [
    plain(each.what),
    plain(each.subject),
    seconds(each.tookMs),
    afterInWords(each),
  ]);
  return `## Faults\n\nTimes are since the start of the run.\n\n${[
    ...(injected.length === 0 ? [] : [markdownTable(headings, injected)]),
    ...(took.length === 0 ? [] : [markdownTable(["Measured", "Where", "From the first look", "From the fault"], took)]),
  ].join("\n")}`;
}

function alerts({ alerts: all, run }: Report): string {
  if (all.length === 0) return "";
  const since = (iso: string): string => clock(Date.parse(iso) - Date.parse(run.startedAt));
  const rows = all.map((each) => [
    plain(each.alert),
    plain(labelsInWords(each)),
    since(each.firedAt),
    plain(afterFaultInWords(each)),
    since(each.deliveredAt),
    each.resolvedAt === null ? "still active" : since(each.resolvedAt),
  ]);
  const headings = ["Alert", "Labels", "Fired", "From the fault", "Delivered", "Resolved"];
  return `## Alerts\n\nTimes are since the start of the run.\n\n${markdownTable(headings, rows.slice(0, 30))}${andMore(rows)}`;
}

/** Those that changed; how, is drawn in report.html. */
function series({ series: all }: Report): string {
  const rows = all
    .filter(({ lowest, highest }) => lowest !== highest)
    .map(({ metric, of, pod, lowest, highest, steps }) =>
      [metric, of, pod, lowest, highest, steps.filter(({ value }) => value !== null).length - 1].map((cell) =>
        plain(String(cell)),
      ),
    );
  if (rows.length === 0) return "";
  const table = markdownTable(["Metric", "Of", "Pod", "Lowest", "Highest", "Changes"], rows.slice(0, 30));
  return `## Breakers, bulkheads, agents and pods\n\n${table}${andMore(rows)}`;
}

const andMore = (rows: readonly unknown[]) =>
  rows.length > 30 ? `\nand ${rows.length - 30} more, in report.json\n` : "";

function loads({ loads: all, estimator }: Report): string {
  if (all.length === 0) return "";
  return `## Loads\n\n${all.map(load).join("\n")}\nPercentiles: ${plain(estimator)}.\n`;
}

function load(one: LoadReport): string {
  const known = (value: number | null): string => (value === null ? "unknown" : count(value));
  const arrivals = `${known(one.offered)} arrivals offered, ${known(one.started)} started, ${known(one.dropped)} dropped`;
  const rows = one.endpoints.map(({ endpoint, judged, whole, generator }) => [
    endpoint === "*" ? "all endpoints" : plain(endpoint),
    count(judged.requests),
    perSecond(judged.perSecond),
    millis(judged.p50Ms),
    millis(judged.p95Ms),
    millis(judged.p99Ms),
    judged.requests === 0 ? "–" : `${count(judged.failures)} (${percent(judged.failures / judged.requests)})`,
    plain(outcomesInWords(judged.outcomes)),
    `${millis(whole.p50Ms)} / ${millis(whole.p95Ms)}`,
    generator === null ? "–" : `${millis(generator.p50Ms)} / ${millis(generator.p95Ms)}`,
    generator === null
      ? "–"
      : `${signedPercent(generator.p50DifferencePercent)} / ${signedPercent(generator.p95DifferencePercent)}`,
  ]);
  const headings = ["Endpoint", "Requests", "per s", "p50 ms", "p95 ms", "p99 ms", "Failed", "by outcome"];
  const whole = ["whole load p50 / p95", "k6's own", "difference"];
  const notes = comparisonNotes(one);
  return `### Load ${plain(one.name)}

${plain(loadInWords(one))} ${arrivals}; ${perSecond(one.achievedPerSecond)}/s recorded.

${markdownTable([...headings, ...whole], rows)}${notes === "" ? "" : `\n${plain(notes)}\n`}`;
}

function notTested({ notTested: rows }: Report): string {
  if (rows.length === 0) return "";
  const items = rows.map(({ what, why }) => (why === "" ? plain(what) : `${plain(what)}: ${plain(why)}`));
  return `## What this run did not test\n\n${markdownList(items)}`;
}

function environment({ environment: env, changedDefaults }: Report): string {
  const { cluster, host, llm } = env;
  const items = [
    `cluster ${cluster.provider} ${cluster.identifier}, Kubernetes ${cluster.kubernetes}`,
    `document store ${env.documentStore}`,
    `LLM stub with ${llm.latencyMs} ms per answer and ${percent(llm.errorRatio)} errors`,
    `host with ${host.cpus} CPUs and ${host.memoryGiB} GiB memory`,
    `drill range at git ${env.gitSha}`,
    ...Object.entries(env.plugins).map(([name, kind]) => `Pulumi plugin ${name}: ${kind}`),
    ...changedDefaults.map((change) => `changed default: ${change}`),
  ];
  return `## Environment\n\n${markdownList(items.map(plain))}\nImages with digests, tools, timeline and charts are in report.html and report.json.\n`;
}

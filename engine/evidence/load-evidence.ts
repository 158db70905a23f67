import { access } from "node:fs/promises";
import { relative, sep } from "node:path";
import { DrillError, messageOf } from "../../common/errors.ts";
import { readAlerts } from "./alerts.ts";
import type { Evidence, Gap, LoadEvidence } from "./evidence.ts";
import { readJournal } from "./journal.ts";
import { readJsonFile } from "./json-file.ts";
import { generatorReport } from "./load-plan.ts";
import type { LoadPlan } from "./load-plan.ts";
import { runPaths } from "./run-folder.ts";
import type { RunPaths } from "./run-folder.ts";
import { environmentRecord, runPlan } from "./run-record.ts";
import { readSamples } from "./sample-codec.ts";
import { readSeries } from "./series.ts";
import { summariser } from "./latency-summary.ts";
import type { LoadSummary, Phase } from "./latency-summary.ts";
import type { JournalEvent } from "./events.ts";

/**
 * Reads a run's folder into what judge and report look at; does not look at the manifest.
 * @throws DrillError "evidence.unreadable" naming the file
 */
export async function loadEvidence(folder: string): Promise<Evidence> {
  const paths = runPaths(folder);
  const plan = await readJsonFile(paths.plan, runPlan);
  const environment = await readJsonFile(paths.environment, environmentRecord);
  const { events, gaps } = await readJournal(paths.journal);
  const phases = phasesOf(events);
  const loads: LoadEvidence[] = [];
  for (const load of plan.loads) {
    const found = await readLoad(paths, load, phases, gaps);
    if (found !== null) loads.push(found);
  }
  const { series, gaps: tornSeries } = await readSeries(paths.series);
  const { alerts, gaps: tornAlerts } = await readAlerts(paths.alerts);
  return { plan, environment, events, gaps: [...gaps, ...tornSeries, ...tornAlerts], loads, series, alerts };
}

/**
 * Summarises a samples file. It is read twice, because the warm-up is cut from the earliest start, which can stand
 * anywhere: generators write a sample when its answer comes.
 */
export async function summariseSamples(
  file: string,
  plan: LoadPlan,
  phases: readonly Phase[] = [],
): Promise<LoadSummary> {
  let first = Infinity;
  await readSamples(file, (batch) => {
    for (let i = 0; i < batch.length; i += 1) first = Math.min(first, batch.startMs[i] ?? Infinity);
  });
  const summary = summariser(plan, first === Infinity ? null : first, phases);
  await readSamples(file, summary.add);
  return summary.finish();
}

/** null where the load left nothing behind: it did not run. */
async function readLoad(
  paths: RunPaths,
  plan: LoadPlan,
  phases: readonly Phase[],
  gaps: Gap[],
): Promise<LoadEvidence | null> {
  const files = paths.load(plan.name);
  const generator = (await exists(files.generator)) ? await readJsonFile(files.generator, generatorReport) : null;
  if (!(await exists(files.samples))) return generator === null ? null : { plan, generator, summary: null };
  try {
    return { plan, generator, summary: await summariseSamples(files.samples, plan, phases) };
  } catch (thrown) {
    if (!(thrown instanceof DrillError)) throw thrown;
    // The cause alone: it names no path, so that the judgement is the same wherever the folder stands.
    gaps.push({ what: relative(paths.root, files.samples).split(sep).join("/"), reason: messageOf(thrown.cause) });
    return { plan, generator, summary: null };
  }
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

/** The phases that ended, in the clock of the host that also stamps the samples; of a name that comes again, the last. */
export function phasesOf(events: readonly JournalEvent[]): Phase[] {
  return events.flatMap((event) => {
    if (event.type !== "phase-ended") return [];
    const started = events
      .filter((each) => each.type === "phase-started")
      .findLast(({ phase, seq }) => phase === event.phase && seq < event.seq);
    if (started === undefined) return [];
    return [{ name: event.phase, fromMs: started.sinceMs ?? started.atMs, toMs: event.atMs }];
  });
}

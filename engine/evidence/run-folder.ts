import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { DrillError } from "../../common/errors.ts";

/** Files of one load below `loads/<load>/`. */
export interface LoadPaths {
  folder: string;
  samples: string;
  generator: string;
  summary: string;
}

/** Every named path of `runs/<run-id>/`. */
export interface RunPaths {
  root: string;
  journal: string;
  plan: string;
  environment: string;
  judgement: string;
  manifest: string;
  /** logs of the pods, one file each below it */
  pods: string;
  /** Kubernetes events as they were seen */
  events: string;
  /** what pods said of themselves over time */
  series: string;
  /** what Alertmanager delivered */
  alerts: string;
  /** every write that was tried until a disaster, and what became of it */
  writes: string;
  /** what was done to recover, step by step, and what it showed to be missing */
  runbook: string;
  gaps: string;
  reportHtml: string;
  reportMarkdown: string;
  reportJson: string;
  junit: string;
  load(name: string): LoadPaths;
}

/** The layout of a run's folder; touches no disk. */
export function runPaths(root: string): RunPaths {
  return {
    root,
    journal: join(root, "journal.ndjson"),
    plan: join(root, "plan.json"),
    environment: join(root, "environment.json"),
    judgement: join(root, "judgement.json"),
    manifest: join(root, "manifest.json"),
    pods: join(root, "pods"),
    events: join(root, "events.ndjson"),
    series: join(root, "series.ndjson"),
    alerts: join(root, "alerts.ndjson"),
    writes: join(root, "writes.ndjson"),
    runbook: join(root, "runbook.md"),
    gaps: join(root, "gaps.json"),
    reportHtml: join(root, "report.html"),
    reportMarkdown: join(root, "report.md"),
    reportJson: join(root, "report.json"),
    junit: join(root, "junit.xml"),
    load: (name) => loadPaths(root, name),
  };
}

/**
 * Claims `<runs>/<run-id>/` for one run.
 * @throws DrillError "run.exists" where the folder is already there, whoever made it
 */
export async function createRunFolder(runs: string, runId: string): Promise<RunPaths> {
  const paths = runPaths(join(runs, fileName(runId)));
  await mkdir(dirname(paths.root), { recursive: true });
  try {
    // Not recursive: of two processes that claim one id, exactly one succeeds.
    await mkdir(paths.root);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== "EEXIST") throw thrown;
    throw new DrillError({
      code: "run.exists",
      kind: "usage",
      message: `the run folder ${paths.root} already exists`,
      remedy: "start the run again: every run takes a folder of its own",
      cause: thrown,
    });
  }
  return paths;
}

/** Makes the folder of one load and names its files. */
export async function createLoadFolder(run: RunPaths, load: string): Promise<LoadPaths> {
  const paths = run.load(load);
  await mkdir(paths.folder, { recursive: true });
  return paths;
}

function loadPaths(root: string, name: string): LoadPaths {
  const folder = join(root, "loads", fileName(name));
  return {
    folder,
    samples: join(folder, "samples.csv.gz"),
    generator: join(folder, "generator.json"),
    summary: join(folder, "summary.json"),
  };
}

/** Refuses names that would leave the folder they are meant for. */
function fileName(name: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name)) return name;
  throw new DrillError({
    code: "run.name",
    kind: "usage",
    message: `"${name}" cannot name a folder of a run`,
    remedy: "use letters, digits, dots, dashes and underscores, starting with a letter or digit",
  });
}

import { DrillError, messageOf } from "../common/errors.ts";
import type { EnvironmentOutputs } from "../stacks/outputs.ts";
import { describeEnvironment, type ToolFacts, unseenEnvironment } from "./environment/describe.ts";
import { releaseLease } from "./environment/holding.ts";
import type { EnvironmentLease } from "./environment/record.ts";
import { collectAlerts } from "./evidence/collect-alerts.ts";
import { collectEvents } from "./evidence/collect-events.ts";
import { collectLogs } from "./evidence/collect-logs.ts";
import { collectSeries } from "./evidence/collect-series.ts";
import { EvidenceWriter } from "./evidence/evidence-writer.ts";
import { type Journal, openJournal } from "./evidence/journal.ts";
import type { Judgement } from "./evidence/objective.ts";
import { createRunFolder, type RunPaths } from "./evidence/run-folder.ts";
import type { EnvironmentRecord, RunPlan } from "./evidence/run-record.ts";
import { concludeRun } from "./conclude-run.ts";
import { ClusterApi } from "./probes/cluster-api.ts";
import { judgeSoFar } from "./judge/judge.ts";
import { keptLogs } from "./evidence/kept-log.ts";
import { loadEvidence } from "./evidence/load-evidence.ts";
import { openSession } from "./run-session.ts";
import { passphraseOf, secretsOf } from "./secrets.ts";
import { DrillAborted, type DrillProgram } from "./session.ts";

/** When the environment of a run stays up afterwards. */
export type Keep = "never" | "on-failure" | "always";

/** The environment of a run: how it comes up, and how it goes, if this run may take it down. */
export interface EnvironmentSource {
  lease: EnvironmentLease;
  facts: () => ToolFacts;
  /** path of the k6 binary */
  k6: Promise<string>;
  bringUp: (signal: AbortSignal) => Promise<EnvironmentOutputs>;
  /** undefined where the run was attached to an environment that is not its own */
  takeDown?: (signal: AbortSignal) => Promise<string[]>;
}

export interface RunRequest {
  program: DrillProgram;
  runId: string;
  runsFolder: string;
  keep: Keep;
  source: EnvironmentSource;
  say: (line: string) => void;
  signal: AbortSignal;
}

export interface RunResult {
  judgement: Judgement;
  paths: RunPaths;
  /** what is left on this machine, each with the command that removes it */
  leftBehind: string[];
  /** the environment that was kept, if any */
  kept: string | null;
}

/** Runs a drill from claiming its folder to its report; whatever happens, the evidence so far is judged and kept. */
export async function runDrill(asked: RunRequest): Promise<RunResult> {
  const writer = new EvidenceWriter();
  const request: RunRequest = { ...asked, say: (line) => asked.say(writer.hide(line)) };
  const { program, runId, source, say } = request;
  const paths = await createRunFolder(request.runsFolder, runId);
  const journal = openJournal(paths.journal, Date.now, writer);
  const startedAt = new Date().toISOString();
  journal.append({ type: "run-started", runId, drill: program.name, stack: program.stack });
  const plan: RunPlan = {
    schema: "biowerk-drill/plan/1",
    runId,
    drill: program.name,
    stack: program.stack,
    startedAt,
    ...(program.parts === undefined ? {} : { parts: program.parts }),
    objectives: program.objectives,
    loads: program.loads,
    changedDefaults: program.changedDefaults,
    capabilities: {},
  };
  await writer.writeJson(paths.plan, plan);
  const segments: EnvironmentRecord["segments"] = [];
  let record: EnvironmentRecord = unseenEnvironment(source.lease, source.facts());
  let passed = false;
  try {
    try {
      record = await drillOn(request, { paths, writer, journal, segments, plan });
    } catch (thrown) {
      recordFailure(journal, thrown, request.signal, say);
    }
    await writer.writeJson(paths.environment, { ...record, segments });
    passed = judgeSoFar(await loadEvidence(paths.root)).verdict === "PASS";
  } catch (thrown) {
    // Whatever is wrong with the evidence, the environment must go.
    say(`the evidence cannot be read: ${messageOf(thrown)}`);
  }
  const leftBehind = await teardown(request, journal, segments, passed);
  await writer.writeJson(paths.environment, { ...record, segments });
  journal.append({ type: "run-ended" });
  journal.close();
  const judgement = await concludeRun(paths);
  const items = leftBehind.items.map((item) => writer.hide(item));
  return { judgement, paths, leftBehind: items, kept: leftBehind.kept };
}

/** Where a run leaves what it sees. */
interface RunFiles {
  paths: RunPaths;
  writer: EvidenceWriter;
  journal: Journal;
  segments: EnvironmentRecord["segments"];
  plan: RunPlan;
}

/** Brings the environment up, collects from before the first action, acts, and stops collecting. */
async function drillOn(request: RunRequest, files: RunFiles): Promise<EnvironmentRecord> {
  const { program, source, say, signal } = request;
  const { paths, writer, journal, segments, plan } = files;
  const environment = await bringUp(request, files);
  const api = new ClusterApi(environment.kubeconfig);
  const collectors = [
    collectLogs(api, {
      namespace: environment.namespace,
      folder: paths.pods,
      writer,
      kept: keptLogs({ api, environment }),
    }),
    collectEvents(api, { namespace: environment.namespace, file: paths.events, writer }),
    collectSeries(api, { namespace: environment.namespace, file: paths.series, writer }),
    collectAlerts(api, { environment, file: paths.alerts, writer }),
  ];
  try {
    const recordCapability = async (name: string, has: true | string) => {
      plan.capabilities[name] = has;
      await writer.writeJson(paths.plan, plan);
    };
    const parts = {
      runId: request.runId,
      environment,
      paths,
      api,
      writer,
      journal,
      k6: source.k6,
      recordCapability,
      say,
      signal,
    };
    await timed(segments, "drill", async () => {
      try {
        await program.act(openSession(parts));
      } catch (thrown) {
        if (!(thrown instanceof DrillAborted)) throw thrown;
      }
      // A load that was cut short returns in order; the run is interrupted all the same.
      signal.throwIfAborted();
    });
    return await describeEnvironment(source.lease, environment, api, source.facts());
  } finally {
    for (const collector of collectors) {
      for (const reason of await collector.stop()) journal.append({ type: "gap", what: "collector", reason });
    }
    api.close();
  }
}

/** Brings the environment up; from then on its secrets are hidden, also where it came up in parts only. */
async function bringUp({ source, signal }: RunRequest, { writer, segments }: RunFiles): Promise<EnvironmentOutputs> {
  try {
    const environment = await timed(segments, "environment up", () => source.bringUp(signal));
    writer.learn(await secretsOf(environment));
    return environment;
  } finally {
    writer.learn([await passphraseOf(source.lease.id)]);
  }
}

/** Codes of errors after which something of the run is left at the target. */
const leavesSomething: readonly string[] = ["fault.not-lifted", "wait.timeout"];

function recordFailure(journal: Journal, thrown: unknown, signal: AbortSignal, say: (line: string) => void): void {
  const known = thrown instanceof DrillError;
  if (signal.aborted) {
    journal.append({ type: "interrupted", signal: String(signal.reason) });
    // What could not be put right is to be known, whatever ended the run.
    if (!known || !leavesSomething.includes(thrown.code)) return;
  }
  const code = known ? thrown.code : "internal";
  const remedy = known ? thrown.remedy : "this is a defect of the drill range; its stack is on stderr";
  journal.append({ type: "error", code, message: messageOf(thrown), remedy });
  say(known ? `error ${code}: ${thrown.message}\n  remedy: ${remedy}` : String((thrown as Error).stack ?? thrown));
}

/** Takes the environment down under a deadline of its own: an interrupted run must clean up all the same. */
async function teardown(
  request: RunRequest,
  journal: Journal,
  segments: EnvironmentRecord["segments"],
  passed: boolean,
): Promise<{ items: string[]; kept: string | null }> {
  const { source, keep, say } = request;
  const id = source.lease.id;
  if (source.takeDown === undefined) return { items: [], kept: null };
  if (keep === "always" || (keep === "on-failure" && !passed)) {
    say(`the environment is kept; remove it with: drill down ${id}`);
    journal.append({ type: "action", action: "keep", detail: id });
    try {
      releaseLease(id);
    } catch (thrown) {
      say(messageOf(thrown));
    }
    return { items: [], kept: id };
  }
  const takeDown = source.takeDown;
  try {
    const items = await timed(segments, "teardown", () => takeDown(AbortSignal.timeout(420_000)));
    if (items.length > 0) journal.append({ type: "left-behind", items });
    return { items, kept: null };
  } catch (thrown) {
    const items = [`environment ${id}: ${messageOf(thrown)} (drill down ${id})`];
    journal.append({ type: "left-behind", items });
    return { items, kept: null };
  }
}

async function timed<T>(segments: EnvironmentRecord["segments"], name: string, body: () => Promise<T>): Promise<T> {
  const start = performance.now();
  try {
    return await body();
  } finally {
    segments.push({ name, durationMs: Math.round(performance.now() - start) });
  }
}

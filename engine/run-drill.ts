import { DrillError, messageOf } from "../common/errors.ts";
import { concludeRun } from "./conclude-run.ts";
import { unseenEnvironment } from "./environment/describe.ts";
import { releaseLease } from "./environment/holding.ts";
import type { EnvironmentSource } from "./environment-source.ts";
import { EvidenceWriter } from "./evidence/evidence-writer.ts";
import { type Journal, openJournal } from "./evidence/journal.ts";
import { loadEvidence } from "./evidence/load-evidence.ts";
import type { Judgement } from "./evidence/objective.ts";
import { createRunFolder, type RunPaths } from "./evidence/run-folder.ts";
import type { EnvironmentRecord, RunPlan } from "./evidence/run-record.ts";
import { judgeSoFar } from "./judge/judge.ts";
import { type RunFiles, timed } from "./run-leg.ts";
import { runLegs, type Standing } from "./run-legs.ts";
import type { DrillProgram, DrillTools } from "./session.ts";

/** When the environment of a run stays up afterwards. */
export type Keep = "never" | "on-failure" | "on-success" | "always";

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
  const files: RunFiles = { paths, writer, journal, segments, plan };
  const standing: Standing = { source, left: [] };
  let record: EnvironmentRecord = unseenEnvironment(source.lease, source.facts());
  let leftBehind: LeftBehind = { items: [], kept: null };
  const tools: DrillTools = { ...source, ...request, learn: (secrets) => writer.learn(secrets) };
  const { within = (_tools, run) => run() } = program;
  try {
    await within(tools, async () => {
      let passed = false;
      try {
        try {
          record = await runLegs(request, standing, files);
        } catch (thrown) {
          recordFailure(journal, thrown, request.signal, say);
        }
        await writer.writeJson(paths.environment, { ...record, segments });
        passed = judgeSoFar(await loadEvidence(paths.root)).verdict === "PASS";
      } catch (thrown) {
        // Whatever is wrong with the evidence, the environment must go.
        say(`the evidence cannot be read: ${messageOf(thrown)}`);
      }
      if (standing.source !== null) leftBehind = await teardown({ ...request, source: standing.source }, files, passed);
    });
  } catch (thrown) {
    recordFailure(journal, thrown, request.signal, say);
  }
  await writer.writeJson(paths.environment, { ...record, segments });
  journal.append({ type: "run-ended" });
  journal.close();
  const judgement = await concludeRun(paths);
  const items = [...standing.left, ...leftBehind.items].map((item) => writer.hide(item));
  return { judgement, paths, leftBehind: items, kept: leftBehind.kept };
}

/** What is there after the teardown. */
interface LeftBehind {
  items: string[];
  kept: string | null;
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
async function teardown(request: RunRequest, { journal, segments }: RunFiles, passed: boolean): Promise<LeftBehind> {
  const { source, keep, say } = request;
  const id = source.lease.id;
  if (source.takeDown === undefined) return { items: [], kept: null };
  if (keep === "always" || keep === (passed ? "on-success" : "on-failure")) {
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

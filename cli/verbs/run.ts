import { resolve } from "node:path";
import { type Command, Option } from "commander";
import { seededDamages } from "../../drills/restore/seeded-damage.ts";
import type { Keep, RunResult } from "../../engine/run-drill.ts";
import { backupOptions, type BackupWish } from "../backup/options.ts";
import type { Edges } from "../edges.ts";
import { exitCodeOf, type ExitCode, worst } from "../exit-codes.ts";
import { catchInterrupts } from "../interrupts.ts";
import { reportFailure } from "../output.ts";
import { type PlannedRun, planRuns, type RunWish } from "../planned-run.ts";
import { withDocker } from "../with-docker.ts";

type RunOptions = Omit<RunWish, "mayStartDocker" | "backups"> & BackupWish & { keep: Keep; runs: string };

const collect = (value: string, all: string[]) => [...all, value];

export function registerRunVerbs(program: Command, edges: Edges, finish: (code: number) => void): void {
  program
    .command("run <drill...>")
    .description("run drills, each on an environment of its own unless attached")
    .addOption(new Option("--stack <name>", "stack whose environment is used").conflicts("attach"))
    .option("--attach <environment>", "drill an environment that is up, and leave it up")
    .addOption(
      new Option("--keep <when>", "when the environment stays up")
        .choices(["never", "on-failure", "always"])
        .default("never"),
    )
    .option("--duration <duration>", "length of each load, e.g. 60s")
    .option("--rate <per-second>", "arrivals per second of open-model loads")
    .option("--no-inject", "chaos drills do all but inject: shows that they tell the difference")
    .option("--scale <number>", "data of the restore drill; 1 is 100,000 rows, 20,000 documents, 200 MiB of blobs")
    .option("--output <s3-url>", "where the restore drill keeps backups; a server that goes with the drill if left out")
    .option("--secrets <source>", "where restored secrets come from: age:/file, vault:https://..., aws:name")
    .addOption(
      new Option("--damage <kind>", "damage the restore drill's backup on purpose: shows that it sees it").choices(
        seededDamages,
      ),
    )
    .option("--dataset <file>", "demo requests in BIOwerk's format")
    .addOption(
      new Option("-c, --config <key=value>", "set a config key of the stack, e.g. registry=localhost:5000")
        .argParser(collect)
        .default([])
        .conflicts("attach"),
    )
    .option("--runs <folder>", "where runs are kept", process.env["DRILL_RUNS_DIR"] ?? "runs")
    .action(async (names: string[], options: RunOptions, command: Command) => {
      const { startDocker } = command.optsWithGlobals<{ startDocker: boolean }>();
      const backups = backupOptions(options, process.env);
      const runs = await planRuns(names, { ...options, backups, mayStartDocker: startDocker }, edges);
      finish(await runAll(runs, options, edges));
    });
}

/** Runs one after the other; one that fails hides no other's result, and an interrupt ends them all. */
export async function runAll(
  runs: readonly PlannedRun[],
  options: { keep: Keep; runs: string },
  edges: Edges,
): Promise<ExitCode> {
  let underWay: PlannedRun | undefined;
  const leftovers = () =>
    underWay?.ownEnvironment === true ? [`environment ${underWay.runId} (drill down ${underWay.runId})`] : [];
  const interrupts = catchInterrupts(edges.say, leftovers);
  try {
    return await withDocker(edges, async () => {
      const codes: ExitCode[] = [];
      for (const run of runs) {
        if (interrupts.signal.aborted) break;
        underWay = run;
        const ended = runOne(run, options, edges, interrupts.signal);
        // What an interrupt cut off is no failure to report.
        codes.push(await ended.catch((thrown) => interrupts.exitCode() ?? reportFailure(thrown, edges.say)));
      }
      return interrupts.exitCode() ?? worst(codes);
    });
  } finally {
    interrupts.release();
  }
}

async function runOne(
  run: PlannedRun,
  options: { keep: Keep; runs: string },
  edges: Edges,
  signal: AbortSignal,
): Promise<ExitCode> {
  const { runId, program } = run;
  const following = { say: edges.say, signal };
  const source = await run.source(following);
  const runsFolder = resolve(options.runs);
  const result = await edges.runDrill({ program, runId, runsFolder, keep: options.keep, source, ...following });
  tellResult(run.name, result, edges);
  return exitCodeOf(result.judgement.verdict, result.leftBehind);
}

function tellResult(name: string, result: RunResult, { print, say }: Edges): void {
  for (const objective of result.judgement.objectives) {
    say(`  ${objective.outcome.padEnd(13)} ${objective.id.padEnd(26)} ${objective.observed}`);
  }
  for (const item of result.leftBehind) say(`left behind: ${item}`);
  if (result.kept !== null) say(`kept: ${result.kept} (drill down ${result.kept})`);
  print(`${name} ${result.judgement.verdict}: ${result.judgement.reason}`);
  print(result.paths.reportHtml);
}

import { resolve } from "node:path";
import { type Command, Option } from "commander";
import { parseDuration } from "../../common/duration.ts";
import { DrillError } from "../../common/errors.ts";
import { findDrill } from "../../drills/catalogue.ts";
import { readDataset } from "../../engine/probes/demo-payloads.ts";
import { type Keep, type RunResult, runDrill } from "../../engine/run-drill.ts";
import { attachedSource, newSource } from "../environment-source.ts";
import { exitCodeOf, type ExitCode, worst } from "../exit-codes.ts";
import { catchInterrupts } from "../interrupts.ts";
import { newId } from "../ids.ts";
import { say } from "../output.ts";
import { snapshotOf, stackConfig } from "../stack-file.ts";

interface RunOptions {
  stack?: string;
  attach?: string;
  keep: Keep;
  duration?: string;
  rate?: string;
  dataset?: string;
  config: string[];
  runs: string;
}

const collect = (value: string, all: string[]) => [...all, value];

export function registerRunVerbs(program: Command): void {
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
    .option("--dataset <file>", "demo requests in BIOwerk's format")
    .option("-c, --config <key=value>", "set a config key of the stack, e.g. registry=localhost:5000", collect, [])
    .option("--runs <folder>", "where runs are kept", process.env["DRILL_RUNS_DIR"] ?? "runs")
    .action(async (names: string[], options: RunOptions, command: Command) => {
      const { startDocker } = command.optsWithGlobals<{ startDocker: boolean }>();
      const codes: ExitCode[] = [];
      for (const name of names) {
        const code = await runOne(name, options, startDocker);
        if (code >= 130) return void (process.exitCode = code);
        codes.push(code as ExitCode);
      }
      process.exitCode = worst(codes);
    });

  program
    .command("plan <drill>")
    .description("print what a drill would do and demand, without touching anything")
    .option("--duration <duration>", "length of each load")
    .option("--rate <per-second>", "arrivals per second of open-model loads")
    .action((name: string, options: RunOptions) => {
      const entry = findDrill(name);
      const drill = entry.build({
        runId: "planned",
        stack: entry.defaultStack,
        limiter: null,
        ...loadOptions(options),
      });
      console.log(JSON.stringify({ ...drill, act: undefined }, null, 2));
    });
}

async function runOne(name: string, options: RunOptions, mayStartDocker: boolean): Promise<number> {
  const entry = findDrill(name);
  const load = loadOptions(options);
  if (options.dataset !== undefined) await readDataset(options.dataset);
  const runId = newId(name);
  const stack = options.stack ?? entry.defaultStack;
  const interrupts = catchInterrupts(say, () =>
    options.attach === undefined ? [`environment ${runId} (drill down ${runId})`] : [],
  );
  try {
    const source =
      options.attach === undefined
        ? await newSource({
            id: runId,
            stack,
            overrides: options.config,
            mayStartDocker,
            say,
            signal: interrupts.signal,
          })
        : await attachedSource({ id: options.attach, mayStartDocker, say, signal: interrupts.signal });
    const config = await stackConfig(source.stack, options.config);
    const program = entry.build({
      runId,
      stack: source.stack,
      limiter: source.limiter,
      ...load,
      ...(options.dataset === undefined ? {} : { dataset: resolve(options.dataset) }),
      ...snapshotOf(config),
    });
    const { keep } = options;
    const run = { program, runId, runsFolder: resolve(options.runs), keep, source, say, signal: interrupts.signal };
    const result = await runDrill(run);
    printResult(name, result);
    return interrupts.exitCode() ?? exitCodeOf(result.judgement.verdict, result.leftBehind);
  } catch (thrown) {
    // Interrupted while tools were made ready: nothing exists yet.
    const code = interrupts.exitCode();
    if (code === undefined) throw thrown;
    return code;
  } finally {
    interrupts.release();
  }
}

function printResult(name: string, result: RunResult): void {
  for (const objective of result.judgement.objectives) {
    say(`  ${objective.outcome.padEnd(13)} ${objective.id.padEnd(26)} ${objective.observed}`);
  }
  for (const item of result.leftBehind) say(`left behind: ${item}`);
  if (result.kept !== null) say(`kept: ${result.kept} (drill down ${result.kept})`);
  console.log(`${name} ${result.judgement.verdict}: ${result.judgement.reason}`);
  console.log(result.paths.reportHtml);
}

function loadOptions(options: RunOptions): { durationMs?: number; ratePerSecond?: number } {
  return {
    ...(options.duration === undefined ? {} : { durationMs: parseDuration(options.duration) }),
    ...(options.rate === undefined ? {} : { ratePerSecond: parseRate(options.rate) }),
  };
}

function parseRate(text: string): number {
  const rate = Number(text);
  if (Number.isFinite(rate) && rate > 0 && rate <= 10_000) return rate;
  throw new DrillError({
    code: "rate.invalid",
    kind: "usage",
    message: `"${text}" is not a rate`,
    remedy: "write arrivals per second, above 0 and at most 10000",
  });
}

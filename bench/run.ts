// Measures the range beside the floor that it stands on, in the same run, and prints both with their ratio as Markdown.
import { writeFile } from "node:fs/promises";
import { cpus, totalmem, type } from "node:os";
import { Argument, Command, CommanderError } from "commander";
import { exitCodes } from "../cli/exit-codes.ts";
import { catchInterrupts } from "../cli/interrupts.ts";
import { reportFailure, say } from "../cli/output.ts";
import { collectionOverheadBench } from "./collection-overhead.ts";
import type { BenchResult } from "./comparison.ts";
import { environmentBench } from "./environment.ts";
import { k6SummaryBench } from "./k6-summary.ts";
import { benchMarkdown } from "./markdown.ts";
import { reportBench } from "./report.ts";

const benches = new Map<string, (signal: AbortSignal) => Promise<BenchResult>>([
  ["environment", environmentBench],
  ["k6-summary", k6SummaryBench],
  ["collection-overhead", collectionOverheadBench],
  ["report", reportBench],
]);

const program = new Command("npm run bench --")
  .description("Measures the range beside the floor that it stands on.")
  .addArgument(new Argument("[name...]", "which to run (default: all)").choices([...benches.keys()]))
  .option("--json <file>", "write the results, with every single pair, to a file")
  .addHelpText(
    "after",
    "\nExit codes: 0 every limit holds, 1 one is exceeded, 2 usage, 3 something could not be measured.",
  )
  .exitOverride()
  .action(async (names: string[], options: { json?: string }) => {
    const interrupts = catchInterrupts(say, () => ["what `drill list` and `kind get clusters` name"]);
    try {
      process.exitCode = await runBenches(names.length > 0 ? names : [...benches.keys()], options, interrupts.signal);
    } catch (thrown) {
      process.exitCode = interrupts.exitCode() ?? reportFailure(thrown, say);
    } finally {
      interrupts.release();
    }
  });

async function runBenches(names: string[], options: { json?: string }, signal: AbortSignal): Promise<number> {
  const host = hostText();
  const results: BenchResult[] = [];
  console.log(`# Benchmarks\n\nMeasured on ${host}.\n`);
  for (const [name, bench] of benches) {
    if (!names.includes(name)) continue;
    say(`bench ${name}`);
    const result = await bench(signal);
    results.push(result);
    console.log(benchMarkdown(result));
  }
  if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify({ host, results }, null, 2)}\n`);
  const held = results.every(({ comparisons }) => comparisons.every(({ withinLimit }) => withinLimit));
  return held ? exitCodes.pass : exitCodes.fail;
}

function hostText(): string {
  const cores = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  return `${cores.length} x ${cores[0]?.model.trim() ?? "CPU"}, ${memory}, ${type()}, Node ${process.version}`;
}

try {
  await program.parseAsync();
} catch (thrown) {
  if (!(thrown instanceof CommanderError)) throw thrown;
  process.exitCode = thrown.exitCode === 0 ? 0 : exitCodes.usage;
}

import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { execa } from "execa";
import { aLoad, someSamples } from "../test/fixtures/evidence/records.ts";
import { buildRun } from "../test/fixtures/evidence/build-run.ts";
import { compare } from "./comparison.ts";
import type { BenchResult } from "./comparison.ts";
import { seconds } from "./measure.ts";
import { inTemporaryFolder } from "./temporary-folder.ts";

const root = resolve(import.meta.dirname, "..");

/** A thousand requests per second for a thousand seconds: a million samples. */
const load = aLoad({
  model: { kind: "open", ratePerSecond: 1_000, preAllocatedVUs: 100, maxVUs: 1_000 },
  durationMs: 1_000_000,
  warmupMs: 15_000,
});

/** Microseconds without a pattern, since real latencies neither repeat nor pack well. */
const latencyMs = (n: number) => 20 + ((n * 7_919) % 97_003) / 1_000;

/** `drill report` over a run of a million samples, in a process of its own. */
export async function reportBench(signal: AbortSignal): Promise<BenchResult> {
  return inTemporaryFolder(async (folder) => {
    const run = join(folder, "run");
    const { paths } = await buildRun(run, {
      plan: { loads: [load] },
      samples: { [load.name]: someSamples(load, { latencyMs }) },
    });
    const floor = await measureNode(["bench/count-lines.ts", paths.load(load.name).samples], folder, signal);
    const ours = await measureNode(["cli/main.ts", "report", run], folder, signal);
    return {
      bench: "report",
      conditions: [
        "Ours: `drill report` over a run of 1,000,000 samples, from the start of its process to its end.",
        "Floor: a Node process that unpacks the same samples file once and counts its lines.",
      ],
      comparisons: [
        compare({ what: "time", unit: "s", limit: { on: "ours", atMost: 10 } }, [
          { ours: ours.seconds, floor: floor.seconds },
        ]),
        compare({ what: "peak memory", unit: "MB", limit: { on: "ours", atMost: 300 } }, [
          { ours: ours.megabytes, floor: floor.megabytes },
        ]),
      ],
    };
  });
}

async function measureNode(args: string[], folder: string, signal: AbortSignal) {
  const peakFile = join(folder, "peak");
  const preload = join(root, "bench", "peak-memory.ts");
  const options = { cwd: root, env: { DRILL_BENCH_PEAK: peakFile }, cancelSignal: signal };
  const took = await seconds(() => execa(process.execPath, ["--import", preload, ...args], options));
  return { seconds: took, megabytes: Number(await readFile(peakFile, "utf8")) / 1e6 };
}

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DrillError } from "../common/errors.ts";
import { cacheFolder } from "../common/folders.ts";
import { gatedLoads } from "../contract/payloads.ts";
import { EvidenceWriter } from "../engine/evidence/evidence-writer.ts";
import type { LoadPlan } from "../engine/evidence/load-plan.ts";
import { openSamples } from "../engine/evidence/sample-codec.ts";
import { k6Command } from "../engine/load/k6-command.ts";
import { endOf } from "../engine/load/k6-exit.ts";
import { runK6 } from "../engine/load/k6-process.ts";
import { runLoad } from "../engine/load/run-load.ts";
import { k6Summary } from "../engine/load/summary.ts";
import type { K6Summary } from "../engine/load/summary.ts";
import { acquire } from "../toolchain/acquire.ts";
import { toolContext } from "../toolchain/context.ts";
import { tools } from "../toolchain/pins.ts";
import { showProgress } from "../toolchain/progress.ts";

/** A plan of the gated requests, paced as wished. */
export function loopbackPlan(pace: Pick<LoadPlan, "name" | "model" | "durationMs" | "warmupMs">): LoadPlan {
  const identities = { count: 1, header: null };
  return { ...pace, runId: "bench", endpoints: gatedLoads, requestTimeoutMs: 10_000, identities };
}

/** A load on a server on loopback. */
export interface LoopbackLoad {
  plan: LoadPlan;
  /** path of the k6 executable */
  k6: string;
  baseUrl: string;
  /** an empty folder for its files */
  folder: string;
  signal: AbortSignal;
}

/** Path of the pinned k6, which is made where it is missing. */
export async function findK6(signal: AbortSignal): Promise<string> {
  const progress = showProgress(process.stderr, join(cacheFolder(), "durations.json"));
  return (await acquire(tools.k6, { ...toolContext({ signal }), progress })).path;
}

export const samplesFile = (folder: string) => join(folder, "samples.csv.gz");

/** Runs a load as a drill does, its samples streamed into `samplesFile`, and gives k6's own summary. */
export async function runCollected({ folder, signal, ...load }: LoopbackLoad): Promise<K6Summary> {
  const sink = openSamples(samplesFile(folder));
  await runLoad({ ...load, folder, writer: new EvidenceWriter(), sink, signal });
  signal.throwIfAborted();
  return readSummary(join(folder, `${load.plan.name}.summary.json`));
}

/** Runs a load with the same k6 and script, but no line is made of any request, and gives k6's own summary. */
export async function runUncollected({ plan, k6, baseUrl, folder, signal }: LoopbackLoad): Promise<K6Summary> {
  const script = join(folder, "silent.js");
  const planFile = join(folder, "plan.json");
  const summaryFile = join(folder, "summary.json");
  await writeFile(script, silentScript);
  await writeFile(planFile, JSON.stringify(plan));
  const said: string[] = [];
  const keep = (line: string) => void said.push(line);
  const command = k6Command({ script, planFile, summaryFile, baseUrl, home: folder });
  const exitCode = await runK6({ k6, command, onOutput: keep, onError: keep, signal, graceMs: 10_000 });
  signal.throwIfAborted();
  if (endOf(exitCode) !== "complete" || said.length > 0) throw notSilent(exitCode, said.at(-1) ?? "nothing was said");
  return readSummary(summaryFile);
}

const loadScript = import.meta.resolve("../engine/load/k6/mesh.ts");

/** The script of every load with nobody to tell; k6 sets its own console when all imports are done, hence so late. */
const silentScript = `import iteration from "${loadScript}";
export { handleSummary, options } from "${loadScript}";
const silent = { log() {} };
export default function () {
  globalThis.console = silent;
  iteration();
}
`;

async function readSummary(file: string): Promise<K6Summary> {
  return k6Summary.parse(JSON.parse(await readFile(file, "utf8")));
}

/** A line is a sample that should not be made, or a dropped arrival: either way no floor. */
function notSilent(exitCode: number, said: string): DrillError {
  return new DrillError({
    code: "bench.k6",
    kind: "environment",
    message: `k6 did not run its load in silence (exit code ${exitCode}): ${said}`,
    remedy: "free CPU on this machine and run the bench again",
  });
}

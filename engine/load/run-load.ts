import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DrillError } from "../../common/errors.ts";
import type { EvidenceWriter } from "../evidence/evidence-writer.ts";
import type { GeneratorReport, LoadPlan } from "../evidence/load-plan.ts";
import type { Sample } from "../evidence/sample.ts";
import { k6Command } from "./k6-command.ts";
import { endOf, k6Failure } from "./k6-exit.ts";
import { K6Log, parseSampleLine } from "./k6-output.ts";
import { runK6 } from "./k6-process.ts";
import { Stop } from "./stop.ts";
import { generatorReportFrom, k6Summary } from "./summary.ts";
import type { K6Summary } from "./summary.ts";

/** Where samples go as they come; k6 is held back while one is written. */
export interface SampleSink {
  write(sample: Sample): void;
  close(): void | Promise<void>;
}

export interface LoadRun {
  plan: LoadPlan;
  /** path of the k6 executable */
  k6: string;
  /** where the mesh answers */
  baseUrl: string;
  /** what the requests of a plan that is `credentialed` carry; reaches k6 by its environment alone */
  token?: string | undefined;
  /** an existing folder for the plan, the summary and the log of this load */
  folder: string;
  /** writes the plan and the log */
  writer: EvidenceWriter;
  /** closed when k6 has ended, however it ended */
  sink: SampleSink;
  /** ends the load early: the samples so far are kept */
  signal: AbortSignal;
  /** ends the load in order, as if its plan had been as long */
  enough?: AbortSignal;
  /** how long k6 may take to end once asked to, milliseconds (default 10 s) */
  graceMs?: number;
  /** how long k6 may take beyond the plan to start and to finish, milliseconds (default 120 s) */
  overrunMs?: number;
}

export interface LoadResult {
  /** null only where an interrupted k6 left no summary */
  report: GeneratorReport | null;
  /** whether the load was ended before its plan was done */
  interrupted: boolean;
  /** requests written to the sink; fewer than were started only where the load was interrupted */
  samples: number;
  /** what k6 said besides samples: how many lines, and the last of them */
  log: { count: number; lines: string[] };
}

const script = fileURLToPath(new URL("./k6/mesh.ts", import.meta.url));

/**
 * Runs one load with k6 and streams its samples into the sink.
 * Nothing of ours grows with the load's length; k6 itself keeps about 250 bytes per request until it ends.
 * Leaves `<load>.plan.json`, `<load>.summary.json` and, where k6 said anything, `<load>.k6.log` in the folder.
 * @throws DrillError load.config, load.script, load.generator or load.start when k6 did not do its work, load.overrun
 * when it did not end; the samples until then are in the sink
 */
export async function runLoad(run: LoadRun): Promise<LoadResult> {
  const { plan, sink } = run;
  const file = (suffix: string) => join(run.folder, `${plan.name}.${suffix}`);
  const files = { plan: file("plan.json"), summary: file("summary.json"), log: file("k6.log") };
  await run.writer.writeJson(files.plan, plan);
  await rm(files.summary, { force: true });

  const log = new K6Log();
  const endpoints = new Set(plan.endpoints.map(({ name }) => name));
  let samples = 0;
  const stop = new Stop({ patienceMs: plan.requestTimeoutMs, lengthMs: plan.durationMs });
  run.enough?.addEventListener("abort", () => void stop.whenAnswered(), { once: true });
  const overrun = AbortSignal.timeout(plan.durationMs + plan.requestTimeoutMs + (run.overrunMs ?? 120_000));
  let exitCode: number;
  try {
    exitCode = await runK6({
      k6: run.k6,
      command: k6Command({
        script,
        planFile: files.plan,
        summaryFile: files.summary,
        baseUrl: run.baseUrl,
        token: run.token,
        home: run.folder,
      }),
      onOutput: (line) => {
        const sample = parseSampleLine(line, endpoints);
        if (sample === null) return log.add(line);
        samples += 1;
        stop.heard(sample);
        sink.write(sample);
      },
      onError: (line) => log.add(line),
      signal: AbortSignal.any([run.signal, stop.signal, overrun]),
      graceMs: run.graceMs ?? 10_000,
    });
  } finally {
    await sink.close();
    if (log.count > 0) await run.writer.writeText(files.log, log.lines().join("\n") + "\n");
  }

  const failed = (said: string) => ({ exitCode, said, log: files.log });
  const end = endOf(exitCode);
  const stopped = end === "interrupted" && stop.signal.aborted && !run.signal.aborted;
  if (end !== "complete" && overrun.aborted && !run.signal.aborted && !stopped) throw overran(plan, log);
  const interrupted = end === "interrupted" || (end !== "complete" && run.signal.aborted);
  if (!interrupted && end !== "complete") throw k6Failure(end, failed(log.headline()));

  const summary = await readSummary(files.summary);
  if (!interrupted && summary === null) throw k6Failure("script", failed("it left no readable summary"));
  if (!interrupted && summary !== null && summary.started !== samples) {
    const lost = `${summary.started} requests were started and ${samples} reported; k6 said: ${log.headline()}`;
    throw k6Failure("script", failed(lost));
  }
  const ranMs = stopped ? stop.ranMs : undefined;
  const report = summary && generatorReportFrom(plan, summary, { exitCode, complete: !interrupted, ranMs });
  return { report, interrupted: interrupted && !stopped, samples, log: { count: log.count, lines: log.lines() } };
}

/** Null for a file that is missing or, because k6 was killed while writing it, not whole. */
async function readSummary(file: string): Promise<K6Summary | null> {
  try {
    return k6Summary.parse(JSON.parse(await readFile(file, "utf8")));
  } catch {
    return null;
  }
}

function overran(plan: LoadPlan, log: K6Log): DrillError {
  return new DrillError({
    code: "load.overrun",
    kind: "environment",
    message: `k6 did not end in time after load ${plan.name} of ${plan.durationMs / 1_000} s: ${log.headline()}`,
    remedy: "free CPU on this host, or lower the load's rate, and run the drill again",
  });
}

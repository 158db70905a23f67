import { writeFile } from "node:fs/promises";
import type { Evidence } from "./evidence.ts";
import { jsonText } from "./json-file.ts";
import { percentileEstimator, quantileMs, valueAtRank } from "./latency-distribution.ts";
import type { LoadSummary, Tally } from "./latency-summary.ts";
import type { LoadPlan } from "./load-plan.ts";
import type { RunPaths } from "./run-folder.ts";

/** Writes summary.json beside the samples of every load, for people and scripts; nothing of ours reads it back. */
export async function writeLoadSummaries(paths: RunPaths, { loads }: Pick<Evidence, "loads">): Promise<void> {
  for (const { plan, summary } of loads) {
    if (summary !== null) await writeFile(paths.load(plan.name).summary, jsonText(readable(plan, summary)));
  }
}

function readable(plan: LoadPlan, { samples, firstStartMs, mostUnanswered, windowMs, endpoints }: LoadSummary) {
  return {
    schema: "biowerk-drill/load-summary/1",
    load: plan.name,
    percentiles: percentileEstimator,
    samples,
    firstStart: firstStartMs === null ? null : new Date(firstStartMs).toISOString(),
    mostUnanswered,
    warmupMs: plan.warmupMs,
    windowMs,
    endpoints: endpoints.map(({ endpoint, whole, judged, windows }) => ({
      endpoint,
      whole: numbers(whole),
      afterWarmup: numbers(judged),
      windows,
    })),
  };
}

function numbers({ requests, failures, outcomes, latency }: Tally) {
  const quantile = (q: number) => quantileMs(latency, q);
  return {
    requests,
    failures,
    outcomes,
    p50Ms: quantile(0.5),
    p90Ms: quantile(0.9),
    p95Ms: quantile(0.95),
    p99Ms: quantile(0.99),
    maxMs: latency.count === 0 ? null : valueAtRank(latency, latency.count).toMs,
  };
}

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EvidenceWriter } from "../../../engine/evidence/evidence-writer.ts";
import type { LoadPlan } from "../../../engine/evidence/load-plan.ts";
import type { Sample } from "../../../engine/evidence/sample.ts";
import { runLoad } from "../../../engine/load/run-load.ts";

/** The real k6, named by DRILL_K6; its tests are skipped where that is not set. */
export const k6 = process.env["DRILL_K6"] ?? "";

/** Runs a plan with the real k6 and returns its result and samples; `samples` fills while the load runs. */
export async function loadOf(
  plan: LoadPlan,
  baseUrl: string,
  {
    samples = [],
    signal = new AbortController().signal,
    executable = k6,
    token,
  }: { samples?: Sample[]; signal?: AbortSignal; executable?: string; token?: string } = {},
) {
  const folder = await mkdtemp(join(tmpdir(), "k6-load-"));
  const sink = { write: (sample: Sample) => void samples.push(sample), close: () => undefined };
  const writer = new EvidenceWriter();
  try {
    return { samples, result: await runLoad({ plan, token, k6: executable, baseUrl, folder, writer, sink, signal }) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** A quantile over all values by linear interpolation between neighbours, which is how k6 computes its own. */
export function quantile(values: number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = q * (sorted.length - 1);
  const below = sorted[Math.floor(at)]!;
  return below + (sorted[Math.ceil(at)]! - below) * (at - Math.floor(at));
}

export function countBy<T>(items: T[], key: (item: T) => string): Record<string, number> {
  return Object.fromEntries(Object.entries(Object.groupBy(items, key)).map(([k, some]) => [k, some?.length ?? 0]));
}

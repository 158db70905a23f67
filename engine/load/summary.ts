import * as z from "zod";
import type { GeneratorReport, LoadPlan } from "../evidence/load-plan.ts";
import { plannedArrivals } from "./k6/arrivals.ts";

const quantiles = z.strictObject({ count: z.int().nonnegative(), p50Ms: z.number(), p95Ms: z.number() });

/** What the k6 script writes when a load ends: the few numbers that we use, in a shape of our own. */
export const k6Summary = z.strictObject({
  schema: z.literal("biowerk-drill/k6-summary/1"),
  endpoints: z.record(z.string(), quantiles),
  overall: quantiles,
  /** iterations begun, answered or not */
  started: z.int().nonnegative(),
  /** iterations that ran to their end */
  iterations: z.int().nonnegative(),
  /** arrivals for which no virtual user was free */
  droppedIterations: z.int().nonnegative(),
  vusMax: z.int().nonnegative(),
  /** null in the closed model, which plans no starts */
  startLagP99Ms: z.number().nonnegative().nullable(),
});
export type K6Summary = z.infer<typeof k6Summary>;

/**
 * Turns the script's summary into the generator's report.
 * @param complete whether the load ran to its planned end; then an arrival that was neither started nor counted as
 * dropped, because the generator itself ran late, is reported as dropped too
 * @param ranMs how long the load ran until it was needed no longer, milliseconds; undefined = it was not stopped for that
 */
export function generatorReportFrom(
  plan: LoadPlan,
  summary: K6Summary,
  { exitCode, complete, ranMs }: { exitCode: number; complete: boolean; ranMs?: number | undefined },
): GeneratorReport {
  const open = plan.model.kind === "open";
  const offered =
    plan.model.kind === "open" ? plannedArrivals(plan.model.ratePerSecond, ranMs ?? plan.durationMs) : summary.started;
  const neverSent = complete && open ? offered - summary.started : 0;
  return {
    offered,
    started: summary.started,
    dropped: Math.max(summary.droppedIterations, neverSent),
    // Iterations are numbered as they start, so after a drop the number no longer tells the planned start.
    startLagP99Ms: summary.droppedIterations > 0 ? null : summary.startLagP99Ms,
    ...(ranMs === undefined ? { exitCode } : { exitCode: 0, stoppedAfterMs: ranMs }),
    own: summary.endpoints,
  };
}

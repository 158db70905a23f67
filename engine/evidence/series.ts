import * as z from "zod";
import { agentHealthMetrics, resilienceMetrics } from "../../contract/metrics.ts";
import type { ServiceName } from "../../contract/services.ts";
import type { Gap } from "./evidence.ts";
import { readJsonLines } from "./json-lines.ts";

/** Counters of how long calls waited for a place of a bulkhead, seconds, and of how many got one. */
export const waitCounters = {
  sum: `${resilienceMetrics.bulkheadWait}_sum`,
  count: `${resilienceMetrics.bulkheadWait}_count`,
} as const;

/** What is kept of a pod's own metrics; each is about what its label `service` names, such as an agent or a store. */
export const seriesMetrics: readonly string[] = [
  resilienceMetrics.breakerState,
  resilienceMetrics.bulkheadUsage,
  agentHealthMetrics.status,
  waitCounters.sum,
  waitCounters.count,
];

/** The agents that are asked beside mesh: those that call stores. */
export const seriesAgents: readonly ServiceName[] = ["nucleus", "osteon", "myocyte"];

/** How many pods of each service there are by the API server's word; `of` is the service, `pod` is `allPods`. */
export const podCounts = { running: "pods_running", ready: "pods_ready" } as const;

/** In the place of a pod's name: all of them together. */
export const allPods = "*";

/** How often mesh is looked at, milliseconds. */
export const seriesEveryMs = 2_000;

/** Agents are looked at every so many looks: under cut limits each answer costs them what requests need. */
export const agentsEveryLooks = 2;

/** What one pod said at one look: a line of series.ndjson. */
export const seriesLine = z.strictObject({
  /** wall clock, milliseconds since the epoch; the same for all pods of a look */
  atMs: z.number().nonnegative(),
  pod: z.string(),
  /** metric -> what it is about, such as the agent that is called -> value */
  values: z.record(z.string(), z.record(z.string(), z.number())),
});

export type SeriesLine = z.infer<typeof seriesLine>;

/**
 * Reads a run's series; without the file there is none. A last line that was cut off is a gap.
 * @throws DrillError "evidence.unreadable" for any other line that is none
 */
export async function readSeries(file: string): Promise<{ series: SeriesLine[]; gaps: Gap[] }> {
  const { values, gaps } = await readJsonLines(file, seriesLine);
  return { series: values, gaps };
}

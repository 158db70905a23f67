import { agentHealthMetrics, resilienceMetrics } from "../../contract/metrics.ts";
import { allPods, podCounts } from "../evidence/series.ts";
import { seconds } from "./format.ts";
import type { Report } from "./schema.ts";

/** What a reader must know of an injection beside its times; empty where it went as planned. */
export function armedInWords({ armed, left }: Report["injections"][number]): string {
  if (left.length > 0) return `; still there: ${left.join("; ")}`;
  if (armed === false) return "; not injected, as a negative control";
  return armed === null ? "; not got to" : "";
}

/** "5.0 s after injected"; a dash where nothing was broken before. */
export function afterInWords({ after }: Report["measured"][number]): string {
  return after === null ? "–" : `${seconds(after.ms)} after ${after.turn}`;
}

/** "9.2 s after redis-refused"; a dash where nothing was broken before. */
export function afterFaultInWords({ after }: Report["alerts"][number]): string {
  return after === null ? "–" : `${seconds(after.ms)} after ${after.fault}`;
}

/** "job=biowerk-mesh, exported_service=myocyte". */
export function labelsInWords({ labels }: Report["alerts"][number]): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(", ");
}

/** "myocyte · mesh-6c9d8b7f5-x2x4z"; what is of all pods is named alone. */
export function seriesInWords({ of, pod }: Report["series"][number]): string {
  return pod === allPods ? of : `${of} · ${pod}`;
}

/** What the values of a gauge mean; empty where nobody knows. */
export function legendOf(metric: string): string {
  return legends[metric] ?? "";
}

const legends: Record<string, string> = {
  [resilienceMetrics.breakerState]: "0 closed, 1 open, 2 half-open",
  [resilienceMetrics.bulkheadUsage]: "requests in flight",
  [resilienceMetrics.bulkheadWait]: "mean seconds until a call got a place",
  [agentHealthMetrics.status]: "1 healthy, 0 unhealthy",
  [podCounts.running]: "by service",
  [podCounts.ready]: "by service",
};

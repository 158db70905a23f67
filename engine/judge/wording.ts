import type { Objective } from "../evidence/objective.ts";
import { maxStartLagMs } from "./load-health.ts";

/** What the objective demands, for people, e.g. "p95 <= 400 ms". */
export function demandOf(objective: Objective): string {
  switch (objective.kind) {
    case "probe":
      return `every observation of ${objective.probe} ok`;
    case "latency":
      return `${quantileName(objective.quantile)} <= ${formatMs(objective.limitMs)}`;
    case "errors":
      return `errors <= ${formatRatio(objective.limitRatio)}`;
    case "goodput":
      return `goodput >= ${formatRatio(objective.minRatio)} of that in ${objective.against}`;
    case "achieved-rate":
      return `>= ${formatRatio(objective.minRatio)} of arrivals sent, start lag p99 <= ${formatMs(maxStartLagMs)}`;
  }
}

/** "p95", "p99.9". */
export function quantileName(q: number): string {
  return `p${Number((q * 100).toPrecision(6))}`;
}

/** "8.25 ms", "212.5 ms", "400 ms". */
export function formatMs(ms: number): string {
  return `${Number(ms.toFixed(ms < 10 ? 2 : 1))} ms`;
}

/** "29.9/s". */
export function formatRate(perSecond: number): string {
  return `${Number(perSecond.toPrecision(3))}/s`;
}

/** "0.5 %", "99 %", "0.0123 %". */
export function formatRatio(ratio: number): string {
  return `${Number((ratio * 100).toPrecision(3))} %`;
}

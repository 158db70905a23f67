import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import { httpBuckets, resilienceMetrics as names } from "../../contract/metrics.ts";

export type ResilienceMetrics = ReturnType<typeof createResilienceMetrics>;

/** The metrics of calls to dependencies; make them once per registry. */
export function createResilienceMetrics(registry: Registry) {
  const registers = [registry];
  const counter = <L extends string>(name: string, help: string, ...labelNames: L[]) =>
    new Counter<L | "service">({ name, help, labelNames: ["service", ...labelNames], registers });
  const gauge = (name: string, help: string) =>
    new Gauge<"service">({ name, help, labelNames: ["service"], registers });
  return {
    clientRequests: counter(names.clientRequests, "Attempts at a dependency", "method", "status"),
    clientDuration: new Histogram({
      name: names.clientDuration,
      help: "Seconds per attempt at a dependency",
      labelNames: ["service", "method", "status"] as const,
      buckets: [...httpBuckets.client],
      registers,
    }),
    retryAttempts: counter(names.retryAttempts, "Attempts by number", "attempt"),
    retrySuccesses: counter(names.retrySuccesses, "Attempts that succeeded, by number", "attempt"),
    retryExhausted: counter(names.retryExhausted, "Calls that failed on every attempt"),
    breakerState: gauge(names.breakerState, "0 closed, 1 open, 2 half-open"),
    breakerTransitions: counter(names.breakerTransitions, "Changes of state", "from_state", "to_state"),
    breakerFailures: counter(names.breakerFailures, "Calls that failed"),
    breakerSuccesses: counter(names.breakerSuccesses, "Calls that succeeded"),
    breakerRejected: counter(names.breakerRejected, "Calls that were not made because the breaker was open"),
    bulkheadCapacity: gauge(names.bulkheadCapacity, "Calls that may be in flight"),
    bulkheadUsage: gauge(names.bulkheadUsage, "Calls in flight"),
    bulkheadRejected: counter(names.bulkheadRejected, "Calls for which there was no place"),
    bulkheadWait: new Histogram({
      name: names.bulkheadWait,
      help: "Seconds that a call waited for a place",
      labelNames: ["service"] as const,
      buckets: [...httpBuckets.client],
      registers,
    }),
  };
}

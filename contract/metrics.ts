import type { ServiceName } from "./services.ts";

/** Every service: what its HTTP server does. */
export const httpMetrics = {
  /** counter {handler, method, status}: handler is the path's template, status is grouped as 2xx, 4xx, 5xx */
  requests: "http_requests_total",
  /** histogram {handler, method}, seconds: coarse buckets */
  duration: "http_request_duration_seconds",
  /** histogram without labels, seconds: fine buckets, the one for quantiles */
  durationHighResolution: "http_request_duration_highr_seconds",
} as const;

/** Upper bounds of the buckets, seconds. */
export const httpBuckets = {
  duration: [0.1, 0.5, 1],
  durationHighResolution: [
    0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 7.5, 10, 30, 60,
  ],
  client: [0.01, 0.05, 0.1, 0.5, 1, 2.5, 5, 10, 30],
} as const;

/** Calls to a dependency; `service` names the dependency: an agent at mesh, a store or "llm-<provider>" at an agent. */
export const resilienceMetrics = {
  /** counter {service, method, status}: one per attempt; status is the code or "error" */
  clientRequests: "resilience_http_requests_total",
  /** histogram {service, method, status}, seconds: one per attempt */
  clientDuration: "resilience_http_request_duration_seconds",
  /** counter {service, attempt}: attempt "1" is the first try, the others are retries */
  retryAttempts: "resilience_retry_attempts_total",
  /** counter {service, attempt} */
  retrySuccesses: "resilience_retry_successes_total",
  /** counter {service} */
  retryExhausted: "resilience_retry_exhausted_total",
  /** gauge {service}: 0 closed, 1 open, 2 half-open */
  breakerState: "circuit_breaker_state",
  /** counter {service, from_state, to_state} */
  breakerTransitions: "circuit_breaker_transitions_total",
  /** counter {service} */
  breakerFailures: "circuit_breaker_failures_total",
  /** counter {service} */
  breakerSuccesses: "circuit_breaker_successes_total",
  /** counter {service} */
  breakerRejected: "circuit_breaker_rejected_total",
  /** gauge {service} */
  bulkheadCapacity: "bulkhead_capacity",
  /** gauge {service} */
  bulkheadUsage: "bulkhead_current_usage",
  /** counter {service} */
  bulkheadRejected: "bulkhead_rejected_total",
  /** histogram {service}, seconds */
  bulkheadWait: "bulkhead_wait_seconds",
} as const;

/** Mesh alone: what it sees of each agent. */
export const agentHealthMetrics = {
  /** gauge {service}: 1 healthy, 0 unhealthy */
  status: "distributed_health_status",
  /** counter {service, status}: status is "success", "failure" or "error" */
  checks: "distributed_health_check_total",
  /** histogram {service}, seconds */
  duration: "distributed_health_check_duration_seconds",
} as const;

/** Agents alone: their calls to a language model. */
export const llmMetrics = {
  /** histogram {provider, model, outcome}, seconds: one per attempt */
  providerLatency: "biowerk_llm_provider_latency_seconds",
  /** counter {provider, model, error_type} */
  providerErrors: "biowerk_llm_provider_errors_total",
  /** counter {provider, model} */
  providerTimeouts: "biowerk_llm_provider_timeouts_total",
  /** histogram {provider, model, service}, seconds: one per answer, retries included; service is the agent */
  requestDuration: "biowerk_llm_request_duration_seconds",
} as const;

/** Values of the gauge `circuit_breaker_state`. */
export const breakerStates = { closed: 0, open: 1, half_open: 2 } as const;

/** The metrics that operators rely on: /metrics of the service must name each, with or without samples. */
export function requiredMetrics(service: ServiceName): string[] {
  const own = service === "mesh" ? agentHealthMetrics : llmMetrics;
  return [httpMetrics, resilienceMetrics, own].flatMap((group) => Object.values<string>(group));
}

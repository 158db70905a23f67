import type { FastifyInstance } from "fastify";
import type { ComponentHealth, HealthCheckResponse, HealthStatus } from "../../contract/health.ts";
import { messageOf } from "../../common/errors.ts";
import type { Drain } from "./drain.ts";
import { within } from "../resilience/within.ts";

/** Something that a service works with. */
export interface Dependency {
  name: string;
  /** whether the service can do nothing useful without it */
  required: boolean;
  /** throws where the dependency does not answer */
  check: () => Promise<void>;
}

export interface HealthOptions {
  service: string;
  dependencies: Dependency[];
  /** bound on each check, milliseconds */
  checkTimeoutMs: number;
  /** how long after the start /ready stays 503, milliseconds */
  gracePeriodMs: number;
  drain: Drain;
  /** monotonic clock, milliseconds */
  now?: () => number;
}

/** Serves /health (200, and honest in the body) and /ready (503 until the required dependencies answer). */
export function registerHealth(app: FastifyInstance, options: HealthOptions): void {
  const { service, dependencies, checkTimeoutMs, gracePeriodMs, drain, now = () => performance.now() } = options;
  const startedAt = now();

  const response = (status: HealthStatus, checks: ComponentHealth[], message?: string): HealthCheckResponse => ({
    status,
    service,
    version: "1.0.0",
    timestamp: Date.now() / 1_000,
    uptime_seconds: (now() - startedAt) / 1_000,
    checks,
    metadata: message === undefined ? {} : { message },
  });

  app.get("/health", async () => {
    const checks = await Promise.all(dependencies.map((each) => look(each, checkTimeoutMs)));
    return response(checks.every(isHealthy) ? "healthy" : "degraded", checks);
  });

  app.get("/ready", async (_, answer) => {
    if (drain.isDraining) return answer.code(503).send(response("unhealthy", [], "the service is shutting down"));
    if (now() - startedAt < gracePeriodMs) return answer.code(503).send(response("degraded", [], "grace period"));
    const required = dependencies.filter((each) => each.required);
    const checks = await Promise.all(required.map((each) => look(each, checkTimeoutMs)));
    if (checks.every(isHealthy)) return response("healthy", checks);
    return answer.code(503).send(response("unhealthy", checks));
  });
}

const isHealthy = ({ status }: ComponentHealth) => status === "healthy";

async function look(dependency: Dependency, timeoutMs: number): Promise<ComponentHealth> {
  const began = performance.now();
  const seen = (status: HealthStatus, message: string | null): ComponentHealth => ({
    name: dependency.name,
    status,
    message,
    latency_ms: Math.round(performance.now() - began),
    metadata: { required: dependency.required },
    timestamp: Date.now() / 1_000,
  });
  try {
    await within(timeoutMs, dependency.check);
    return seen("healthy", null);
  } catch (thrown) {
    return seen("unhealthy", messageOf(thrown));
  }
}

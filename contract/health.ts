import * as z from "zod";

/** How a service or one of its dependencies is. */
export const healthStatus = z.enum(["healthy", "unhealthy", "degraded", "unknown"]).meta({ id: "HealthStatus" });

/** The state of one dependency of a service. */
export const componentHealth = z
  .object({
    name: z.string(),
    status: healthStatus,
    message: z.string().nullish(),
    latency_ms: z.number().nullish(),
    metadata: z.record(z.string(), z.unknown()).optional(),
    /** seconds since 1970 */
    timestamp: z.number().optional(),
  })
  .meta({ id: "ComponentHealth" });

/** What /health (200 whatever the status) and /ready (200 or 503) answer. */
export const healthCheckResponse = z
  .object({
    status: healthStatus,
    service: z.string(),
    version: z.string().default("1.0.0"),
    /** seconds since 1970 */
    timestamp: z.number().optional(),
    uptime_seconds: z.number(),
    checks: z.array(componentHealth),
    metadata: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: "HealthCheckResponse" });

export type HealthStatus = z.infer<typeof healthStatus>;
export type ComponentHealth = z.infer<typeof componentHealth>;
export type HealthCheckResponse = z.infer<typeof healthCheckResponse>;

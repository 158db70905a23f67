import type { Address } from "../placement.ts";

/** Where what observes an environment listens, in the environment's namespace. */
export const observers = {
  prometheus: { service: "prometheus", port: 9090 },
  alertmanager: { service: "alertmanager", port: 9093 },
  alertReceiver: { service: "alert-receiver", port: 9095 },
  logKeeper: { service: "log-keeper", port: 9096 },
  mongoExporter: { service: "mongo-exporter", port: 9216 },
  postgresExporter: { service: "postgres-exporter", port: 9187 },
  redisExporter: { service: "redis-exporter", port: 9121 },
} as const satisfies Record<string, Address>;

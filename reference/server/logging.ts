import type { FastifyServerOptions } from "fastify";
import type { Settings } from "../../contract/settings.ts";

type LoggerOptions = Exclude<NonNullable<FastifyServerOptions["logger"]>, boolean>;

const levels = { debug: "debug", info: "info", warning: "warn", error: "error" } as const;

/** JSON lines on stdout with BIOwerk's field names. Bodies and headers of requests are never written. */
export function loggerOptions(service: string, level: Settings["LOG_LEVEL"]): LoggerOptions {
  return {
    level: levels[level],
    messageKey: "message",
    base: { service_name: service, logger: service },
    timestamp: () => `,"timestamp":"${new Date().toISOString()}"`,
    formatters: { level: (label) => ({ level: label.toUpperCase() }) },
    serializers: { err: describeError },
  };
}

/** Errors of drivers carry their whole configuration: only what names the failure may be written. */
function describeError(error: Error & { code?: unknown }) {
  return { type: error.name, message: error.message, code: String(error.code ?? ""), stack: error.stack ?? "" };
}

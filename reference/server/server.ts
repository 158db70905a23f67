import type { FastifyInstance } from "fastify";
import type { Registry } from "prom-client";
import { openapiDocument } from "../../contract/openapi.ts";
import type { ServiceName } from "../../contract/services.ts";
import type { Settings } from "../../contract/settings.ts";
import type { Defect, DefectTools } from "../defects/defect.ts";
import { bareServer } from "./bare-server.ts";
import { type Drain, registerDrain } from "./drain.ts";
import { registerErrors } from "./errors.ts";
import { registerMetrics } from "./http-metrics.ts";
import { loggerOptions } from "./logging.ts";

/** What differs from one server to another besides its routes. */
export interface ServerOptions {
  service: ServiceName;
  settings: Settings;
  registry: Registry;
  /** the seeded defect of this service; undefined = none */
  defect: Defect | undefined;
  exit: DefectTools["exit"];
  /** where log lines go (default stdout) */
  logStream?: { write: (line: string) => void };
}

/** A server with what all services have: metrics, errors as JSON, the OpenAPI document. */
export function createServer(options: ServerOptions): { app: FastifyInstance; drain: Drain } {
  const { service, settings, registry, defect, exit, logStream } = options;
  const app = bareServer({
    logger: {
      ...loggerOptions(service, settings.LOG_LEVEL),
      ...(logStream === undefined ? {} : { stream: logStream }),
    },
  });
  // First of all, so that its hooks see every route.
  defect?.install?.(app, { registry, exit });
  const drain = registerDrain(app);
  registerErrors(app);
  registerMetrics(app, registry);
  app.get("/openapi.json", () => openapiDocument(service));
  return { app, drain };
}

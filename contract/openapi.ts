import { msg, reply } from "./envelope.ts";
import { componentHealth, healthCheckResponse, healthStatus } from "./health.ts";
import { operation, optionalHeader, pathParameter, type PathItem } from "./openapi/operations.ts";
import { componentSchemas, type JsonSchema } from "./openapi/schemas.ts";
import { httpValidationError, validationError } from "./refusals.ts";
import { agentPath, deprecatedAgentPath, endpoints, type ServiceName, services } from "./services.ts";

/** An OpenAPI 3.1 document. */
export interface OpenApiDocument {
  openapi: "3.1.0";
  info: { title: string; version: string };
  paths: Record<string, PathItem>;
  components: { schemas: Record<string, JsonSchema>; securitySchemes?: Record<string, JsonSchema> };
}

/** What a service serves at /openapi.json. */
export function openapiDocument(service: ServiceName): OpenApiDocument {
  const common = [componentHealth, httpValidationError, healthCheckResponse, healthStatus, validationError];
  return {
    openapi: "3.1.0",
    info: { title: services[service].title, version: "1.0.0" },
    paths: Object.fromEntries([...healthPaths(), ...(service === "mesh" ? meshPaths() : agentPaths(service))]),
    components:
      service === "mesh"
        ? {
            schemas: componentSchemas(common),
            securitySchemes: { HTTPBearer: { type: "http", scheme: "bearer" } },
          }
        : { schemas: componentSchemas([...common, msg, reply]) },
  };
}

function healthPaths(): [string, PathItem][] {
  const probe = { method: "get", tags: ["Health"], answers: "HealthCheckResponse" } as const;
  return [
    operation({
      ...probe,
      path: "/health",
      handler: "health_endpoint",
      description: "Whether the process lives, and how its dependencies are.",
    }),
    operation({
      ...probe,
      path: "/ready",
      handler: "readiness_endpoint",
      description: "Whether the service can do its work.",
    }),
  ];
}

function meshPaths(): [string, PathItem][] {
  const routed = {
    method: "post" as const,
    parameters: [pathParameter("agent"), pathParameter("endpoint"), optionalHeader("X-API-Key")],
    security: [{ HTTPBearer: [] }],
  };
  return [
    operation({
      method: "post",
      path: "/api/csp-report",
      handler: "csp_report",
      description: "Takes a browser's report of a breach of the content security policy.",
    }),
    operation({
      ...routed,
      path: "/v1/{agent}/{endpoint}",
      handler: "route_v1",
      description: "Passes a message to an agent.",
    }),
    operation({
      ...routed,
      path: "/{agent}/{endpoint}",
      handler: "route_legacy",
      description: "The same without a version, for old clients.",
      deprecated: true,
    }),
    operation({
      method: "get",
      path: "/health/legacy",
      handler: "health_legacy",
      description: "The agents that mesh knows, without a look at any.",
    }),
  ];
}

function agentPaths(service: Exclude<ServiceName, "mesh">): [string, PathItem][] {
  const post = { method: "post", body: "Msg", answers: "Reply" } as const;
  const names: readonly string[] = endpoints[service];
  return [
    ...names.map((name) => operation({ ...post, path: agentPath(name), handler: `${name}_v1` })),
    ...names.map((name) =>
      operation({ ...post, path: deprecatedAgentPath(name), handler: `${name}_legacy`, deprecated: true }),
    ),
  ];
}

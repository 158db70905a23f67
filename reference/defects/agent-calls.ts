import type { FastifyRequest } from "fastify";

/** Whether a request to mesh is one that it hands on to an agent, whatever the version in its path. */
export function isAgentCall(request: FastifyRequest): boolean {
  return request.routeOptions.url?.endsWith("/:agent/:endpoint") === true;
}

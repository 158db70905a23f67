import { randomUUID } from "node:crypto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { msg } from "../../contract/envelope.ts";
import { headers } from "../../contract/headers.ts";
import { type AgentName, agents, apiVersion, isAgent } from "../../contract/services.ts";
import { isInternal } from "../internal-call.ts";
import type { HttpResult } from "../resilience/http-client.ts";
import { InvalidRequest, NotFound, validationErrors } from "../server/errors.ts";
import type { AgentClient } from "./agent-client.ts";
import { identityOf } from "./identity.ts";
import type { RateLimiter } from "./rate-limiter.ts";

/** What the routes work with. */
export interface Routing {
  clients: Record<AgentName, AgentClient>;
  limiter: RateLimiter;
  /** what agents prove themselves with */
  secret: string;
  /** notes in the session of a message where it was routed; never fails */
  noteRoute: (id: string, route: string) => void;
}

interface Params {
  agent: string;
  endpoint: string;
}

/** Serves the routes to agents, with and without a version, and what old clients ask for. */
export function registerRoutes(app: FastifyInstance, routing: Routing): void {
  app.post<{ Params: Params }>("/v1/:agent/:endpoint", async (request, answer) => {
    const result = await route(routing, request, answer);
    return answer.send(result.body);
  });
  app.post<{ Params: Params }>("/:agent/:endpoint", async (request, answer) => {
    const { agent, endpoint } = request.params;
    const advice = `use /${apiVersion}/${agent}/${endpoint}`;
    answer.header(headers.warning, `199 - "this path is deprecated: ${advice}"`);
    const result = await route(routing, request, answer);
    return answer.send(withDeprecation(result.body, advice));
  });
  app.post("/api/csp-report", (_, answer) => answer.code(204).send());
  app.get("/health/legacy", () => ({ ok: true, ts: Date.now() / 1_000, agents: [...agents] }));
}

async function route(
  routing: Routing,
  request: FastifyRequest<{ Params: Params }>,
  answer: FastifyReply,
): Promise<HttpResult> {
  const { agent, endpoint } = request.params;
  answer.header(headers.apiVersion, apiVersion).header(headers.latestApiVersion, apiVersion);
  if (!isInternal(request.headers, routing.secret)) await routing.limiter.admit(identityOf(request));
  if (!isAgent(agent)) throw new NotFound(`Unknown agent: ${agent}`);
  const message = msg.safeParse(request.body);
  if (!message.success) throw new InvalidRequest(validationErrors(message.error, "body"));
  // Given here, so that an attempt that is made again is known to the agent.
  const id = message.data.id ?? randomUUID();
  const body = JSON.stringify({ ...message.data, id });
  const result = await routing.clients[agent].post(endpoint, body, forwardedHeaders(request));
  if (result.status < 300) routing.noteRoute(id, `${agent}/${endpoint}`);
  answer.code(result.status).type("application/json; charset=utf-8");
  const retryAfter = result.headers[headers.retryAfter];
  if (retryAfter !== undefined) answer.header(headers.retryAfter, retryAfter);
  return result;
}

function forwardedHeaders({ headers: given }: FastifyRequest): Record<string, string> {
  const { authorization } = given;
  return authorization === undefined ? {} : { authorization };
}

function withDeprecation(body: string, advice: string): string {
  try {
    return JSON.stringify({ ...(JSON.parse(body) as object), _deprecation_warning: advice });
  } catch {
    return body;
  }
}

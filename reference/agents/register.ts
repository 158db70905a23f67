import type { FastifyInstance } from "fastify";
import type * as z from "zod";
import { inputs, type Inputs } from "../../contract/inputs.ts";
import type { AgentName } from "../../contract/services.ts";
import type { Settings } from "../../contract/settings.ts";
import type { OllamaClient } from "../llm/ollama-client.ts";
import { CachedPlans, noPlanCache, redisPlanCache } from "../stores/cached-plans.ts";
import type { RedisLink } from "../stores/redis-link.ts";
import type { ReplyStore } from "../stores/reply-store.ts";
import { OutlineSessions } from "../stores/sessions.ts";
import { chaperone } from "./chaperone.ts";
import { circadian } from "./circadian.ts";
import { type Endpoint, registerEndpoint } from "./endpoint.ts";
import type { FanOut } from "./fan-out.ts";
import { myocyte } from "./myocyte.ts";
import { nucleus } from "./nucleus.ts";
import { osteon } from "./osteon.ts";
import { synapse } from "./synapse.ts";

/** What agents are made of; store and Redis are there for those that use them. */
export interface AgentParts {
  llm: OllamaClient;
  store: ReplyStore | undefined;
  redis: RedisLink | undefined;
  fanOut: FanOut;
  settings: Settings;
}

type EndpointsOf<A extends AgentName> = { [E in keyof Inputs[A]]: Endpoint<Inputs[A][E]> };

const builders: { [A in AgentName]: (parts: AgentParts) => EndpointsOf<A> } = {
  osteon: (parts) => osteon(parts.llm, there(parts.store), sessions(parts)),
  myocyte: ({ llm, store }) => myocyte(llm, there(store)),
  synapse: ({ llm }) => synapse(llm),
  circadian: ({ llm }) => circadian(llm),
  nucleus: (parts) => nucleus(parts.llm, plans(parts), parts.fanOut),
  chaperone: ({ llm, store }) => chaperone(llm, there(store)),
};

/** Serves all endpoints of an agent. */
export function registerAgent(app: FastifyInstance, agent: AgentName, parts: AgentParts): void {
  // Schemas and endpoints come under the same names; the types of the tables above see to that.
  const schemas: Record<string, z.ZodType> = inputs[agent];
  for (const [name, endpoint] of Object.entries<Endpoint<never>>(builders[agent](parts))) {
    registerEndpoint(app, agent, name, there(schemas[name]) as z.ZodType<never>, endpoint);
  }
}

function sessions({ redis, settings }: AgentParts): ReplyStore | undefined {
  return settings.SESSION_ENABLED ? new OutlineSessions(there(redis), settings.SESSION_TTL_DEFAULT) : undefined;
}

function plans({ store, redis, settings }: AgentParts): CachedPlans {
  const cache = settings.CACHE_ENABLED ? redisPlanCache(there(redis), settings.CACHE_TTL) : noPlanCache;
  return new CachedPlans(there(store), cache);
}

function there<T>(part: T | undefined): T {
  if (part === undefined) throw new Error("this agent was built without a part that it needs");
  return part;
}

import type { LinkName } from "../../components/chaos/links.ts";
import type { AgentName } from "../../contract/services.ts";
import type { LoadPlan } from "../../engine/evidence/load-plan.ts";

/**
 * The links that a request takes in the reference, by route. A target whose load carries a credential has another way to
 * Postgres: mesh looks up who asks, whatever the route. Beside these, mesh watches every agent's /health by its
 * link, and the kubelet's probes of /health take each service's own links to stores and model: every few seconds.
 *
 * | route           | agent     | limiter, route note | model      | store    | while its store is away            |
 * | plan            | nucleus   | redis               | agents-llm | postgres | 503 with a hint                    |
 * | review          | nucleus   | redis               | agents-llm | postgres | the cached plan, `cached: true`    |
 * | draft           | osteon    | redis               | agents-llm | mongodb  | 503 with a hint                    |
 * | export (osteon) | osteon    | redis               | none       | mongodb  | without the drafts, `degraded`     |
 * | outline         | osteon    | redis               | agents-llm | redis    | an answer without a session        |
 * | ingest          | myocyte   | redis               | agents-llm | mongodb  | 503 with a hint                    |
 * | storyboard      | synapse   | redis               | agents-llm | none     |                                    |
 * | plan_timeline   | circadian | redis               | agents-llm | none     |                                    |
 *
 * The first row of a store's absence holds once the agent's own breaker is open. Until then an agent that waits for a
 * silent store for longer than SERVICE_TIMEOUT_MESH makes mesh's breaker towards it open: all its routes are refused,
 * with a hint, until mesh's next try finds an agent that answers. Redis alone refuses nothing when it is away.
 */
const routeLinks: Readonly<Record<string, readonly LinkName[]>> = {
  plan: ["mesh-nucleus", "redis", "agents-llm", "postgres"],
  draft: ["mesh-osteon", "redis", "agents-llm", "mongodb"],
  ingest: ["mesh-myocyte", "redis", "agents-llm", "mongodb"],
  storyboard: ["mesh-synapse", "redis", "agents-llm"],
};

/** Where mesh looks up who asks. */
const usersLink: LinkName = "postgres";

/** Share of a load's requests that take the link, 0 to 1. */
export function shareOf(
  link: string,
  { endpoints, credentialed }: Pick<LoadPlan, "endpoints" | "credentialed">,
): number {
  if (credentialed === true && link === usersLink) return 1;
  const weightOf = (routes: LoadPlan["endpoints"]) => routes.reduce((sum, { weight }) => sum + weight, 0);
  const taking = endpoints.filter(({ name }) => routeLinks[name]?.some((each) => each === link));
  return weightOf(taking) / weightOf(endpoints);
}

/** The link from mesh to an agent. */
export const linkTo = (agent: AgentName): LinkName => `mesh-${agent}`;

/**
 * Packets that a load must have sent over a link within a time, so that they are its own and not health checks: one for
 * two requests, which may share a packet. One at least of a link that it does not take: an experiment that breaks it
 * calls its agent itself.
 */
export function leastPackets(link: string, load: LoadPlan, seconds: number): number {
  const rate = load.model.kind === "open" ? load.model.ratePerSecond : 0;
  return Math.max(1, Math.floor((rate * seconds * shareOf(link, load)) / 2));
}

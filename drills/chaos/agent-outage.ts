import { gatedLoads } from "../../contract/payloads.ts";
import type { Settings } from "../../contract/settings.ts";
import { refused } from "../../engine/faults/kinds/link.ts";
import { meshSeesAgent } from "../../engine/probes/agent-health.ts";
import { breakerComesTo } from "../../engine/probes/breaker.ts";
import { refusesWithHint } from "../../engine/probes/refusal-hint.ts";
import { retriesWithin } from "../../engine/probes/retries.ts";
import { probed } from "../objectives.ts";
import { raised, raises } from "./alerts.ts";
import { type Experiment, unharmed } from "./experiment.ts";

/** The agent that goes away, and the route that needs it. */
const agent = "myocyte";
const route = "ingest";
const others = gatedLoads.map(({ name }) => name).filter((name) => name !== route);

/** How long mesh may take to call an agent unhealthy, milliseconds. */
const detectMs = ({ HEALTH_UNHEALTHY_THRESHOLD, HEALTH_CHECK_INTERVAL }: Settings) =>
  (HEALTH_UNHEALTHY_THRESHOLD * HEALTH_CHECK_INTERVAL + 5) * 1_000;

/** All of one agent away: mesh's breaker opens, its route is refused with a hint, all others go on. */
export const agentOutage: Experiment = {
  name: "agent-outage",
  summary: "with an agent away, mesh opens its breaker, refuses with a hint, and serves every other route",
  radius: { links: [`mesh-${agent}`], workloads: {}, data: [] },
  stages: [
    {
      name: "outage",
      faultSeconds: 22,
      faults: ({ link }) => [refused(link(`mesh-${agent}`))],
      during: ({ settings, faultSeconds }) => [
        breakerComesTo("outage.breaker", { service: "mesh", towards: agent, state: "open", withinMs: 15_000 }),
        retriesWithin("outage.retries", agent, settings.RETRY_MAX_ATTEMPTS, Math.max(1, faultSeconds - 5) * 1_000),
        refusesWithHint("outage.hint", route, 503, 15_000),
        meshSeesAgent("outage.flagged", agent, false, detectMs(settings)),
        raises("outage", "agentAway"),
      ],
      recovered: ({ settings }) => [
        breakerComesTo("outage.closed", {
          service: "mesh",
          towards: agent,
          state: "closed",
          withinMs: (settings.CIRCUIT_BREAKER_TIMEOUT + 10) * 1_000,
        }),
        meshSeesAgent("outage.unflagged", agent, true, detectMs(settings)),
      ],
    },
  ],
  objectives: ({ RETRY_MAX_ATTEMPTS }) => [
    probed("outage.breaker", "mesh's breaker towards the agent opens", "see circuit_breaker_* settings of mesh"),
    probed(
      "outage.retries",
      `no request is tried more than ${RETRY_MAX_ATTEMPTS} times`,
      "bound the retries by RETRY_MAX_ATTEMPTS, and let the breaker end them",
    ),
    probed("outage.hint", "its route answers 503 with Retry-After and retry_after", "add the hint to header and body"),
    probed("outage.flagged", "mesh flags the agent as unhealthy", "see the health watch of mesh"),
    raised("outage", "agentAway"),
    ...unharmed(
      "outage",
      others,
      `${agent} is away`,
      "an outage of one agent must not take places, threads or connections from the others",
    ),
    probed("outage.closed", "the breaker closes once the agent is back", "see half-open calls of the breaker"),
    probed("outage.unflagged", "mesh flags the agent as healthy again", "see the health watch of mesh"),
  ],
};

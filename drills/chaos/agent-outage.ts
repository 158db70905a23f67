import { gatedLoads } from "../../contract/payloads.ts";
import type { Settings } from "../../contract/settings.ts";
import { refused } from "../../engine/faults/kinds/link.ts";
import { meshSeesAgent } from "../../engine/probes/agent-health.ts";
import { breakerComesTo } from "../../engine/probes/breaker.ts";
import { refusesWithHint } from "../../engine/probes/refusal-hint.ts";
import { retriesWithin } from "../../engine/probes/retries.ts";
import { probed } from "../objectives.ts";
import { agentAway, quiet, raised, raises } from "./alerts.ts";
import { type Experiment, keepsSlo } from "./experiment.ts";
import { recoveryMs } from "./recovery.ts";

/** The agent that goes away, and the route that needs it. */
const agent = "myocyte";
const route = "ingest";
const others = gatedLoads.map(({ name }) => name).filter((name) => name !== route);

const alert = agentAway(agent);

/** How much of the outage is left to read the counters in, seconds. */
const uncountedSeconds = 5;

/** How long it may take until an open breaker's next try was made and has failed, seconds. */
const triedSeconds = 7;

/** How long mesh may take to call an agent unhealthy, milliseconds. */
const detectMs = ({ HEALTH_UNHEALTHY_THRESHOLD, HEALTH_CHECK_INTERVAL }: Settings) =>
  (HEALTH_UNHEALTHY_THRESHOLD * HEALTH_CHECK_INTERVAL + 5) * 1_000;

/** All of one agent away: mesh's breaker opens, its route is refused with a hint, all others go on. */
export const agentOutage: Experiment = {
  name: "agent-outage",
  summary: "with an agent away, mesh opens its breaker, refuses with a hint, and serves every other route",
  radius: { links: [`mesh-${agent}`], workloads: {}, data: [] },
  // 298 samples a route without a failure prove that less than 1 % fail.
  load: { ratePerSecond: 44 },
  stages: [
    {
      name: "outage",
      faultSeconds: 40,
      // Behind an open breaker no call is let through that could be counted, until it tries the agent again.
      leastSeconds: (settings) =>
        Math.max(
          settings.CIRCUIT_BREAKER_TIMEOUT + triedSeconds + uncountedSeconds,
          detectMs(settings) / 1_000 + uncountedSeconds,
          alert.withinMs(settings) / 1_000,
        ),
      faults: ({ link }) => [refused(link(`mesh-${agent}`))],
      before: (scene) => quiet("outage", alert, scene),
      during: ({ settings, faultSeconds, link, traffic }) => [
        breakerComesTo("outage.breaker", { service: "mesh", towards: agent, state: "open", withinMs: 15_000 }),
        retriesWithin("outage.retries", {
          agent,
          port: link(`mesh-${agent}`).port,
          traffic,
          maxAttempts: settings.RETRY_MAX_ATTEMPTS,
          watched: settings.HEALTH_CHECK_ENABLED,
          spanMs: Math.max(1, faultSeconds - uncountedSeconds) * 1_000,
        }),
        refusesWithHint("outage.hint", route, 503, 15_000),
        meshSeesAgent("outage.flagged", agent, false, detectMs(settings)),
        raises("outage", alert, settings),
      ],
      recovered: ({ settings }) => [
        breakerComesTo("outage.closed", {
          service: "mesh",
          towards: agent,
          state: "closed",
          withinMs: recoveryMs(settings),
        }),
        meshSeesAgent("outage.unflagged", agent, true, detectMs(settings)),
      ],
    },
  ],
  objectives: ({ RETRY_MAX_ATTEMPTS }) => [
    probed("outage.breaker", "mesh's breaker towards the agent opens", "see circuit_breaker_* settings of mesh"),
    probed(
      "outage.retries",
      `requests are tried no more than ${RETRY_MAX_ATTEMPTS} times each, counted at the agent's link`,
      "bound the retries by RETRY_MAX_ATTEMPTS, and let the breaker end them",
    ),
    probed("outage.hint", "its route answers 503 with Retry-After and retry_after", "add the hint to header and body"),
    probed("outage.flagged", "mesh flags the agent as unhealthy", "see the health watch of mesh"),
    raised("outage", alert),
    ...keepsSlo(
      "outage",
      others,
      `${agent} is away`,
      "an outage of one agent must not take places, threads or connections from the others",
    ),
    probed("outage.closed", "the breaker closes once the agent is back", "see half-open calls of the breaker"),
    probed("outage.unflagged", "mesh flags the agent as healthy again", "see the health watch of mesh"),
  ],
};

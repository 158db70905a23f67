import { agentHealth, planCache, rateLimits, sessions } from "../../contract/persistence.ts";
import type { Settings } from "../../contract/settings.ts";
import { keysFlushed } from "../../engine/faults/kinds/keys-flushed.ts";
import { healthComesTo } from "../../engine/probes/health-status.ts";
import { agentHealthReprimed, limitsReprimed, sessionsReprimed } from "../../engine/probes/redis-keys.ts";
import { probed } from "../objectives.ts";
import { raised, raises } from "./alerts.ts";
import { errorsIn, type Experiment } from "./experiment.ts";

const prefixes = [rateLimits.prefix, sessions.prefix, agentHealth.prefix, planCache.prefix];

/** How soon what every request writes is there again, milliseconds. */
const reprimedWithinMs = 5_000;

/** How soon mesh has seen an agent well often enough to say so again, milliseconds. */
const healthWithinMs = ({ HEALTH_HEALTHY_THRESHOLD, HEALTH_CHECK_INTERVAL }: Settings) =>
  (HEALTH_HEALTHY_THRESHOLD * HEALTH_CHECK_INTERVAL + 5) * 1_000;

/** Limits, sessions and the like are gone from Redis at once: they come back by themselves, and hardly anybody notices. */
export const cacheFlush: Experiment = {
  name: "cache-flush",
  summary: "with limits, sessions and caches flushed from Redis, they are re-primed without a burst of errors",
  radius: { links: ["redis"], workloads: {}, data: ["redis"] },
  stages: [
    {
      name: "flushed",
      faultSeconds: 20,
      faults: () => [keysFlushed(prefixes)],
      during: ({ settings }) => [
        limitsReprimed("flushed.limits", reprimedWithinMs),
        sessionsReprimed("flushed.sessions", reprimedWithinMs),
        agentHealthReprimed("flushed.health", healthWithinMs(settings)),
        raises("flushed", "keysLost"),
      ],
      recovered: () => [healthComesTo("flushed.recovered", "mesh", ["healthy"], 10_000)],
    },
  ],
  objectives: () => [
    errorsIn("flushed", {
      id: "flushed.errors",
      title: "errors after the flush",
      endpoint: "*",
      limitRatio: 0.01,
      minSamples: 500,
      remedy: "treat what is missing from Redis as unknown, not as an error",
    }),
    probed("flushed.limits", "the limiter counts again", "see the limiter's counters", { needs: ["limiter"] }),
    probed("flushed.sessions", "new sessions are kept", "see how osteon keeps sessions"),
    probed("flushed.health", "mesh tells its agents' health again", "see the health watch of mesh"),
    raised("flushed", "keysLost"),
    probed("flushed.recovered", "/health of mesh is healthy", "see whether mesh reaches Redis"),
  ],
};

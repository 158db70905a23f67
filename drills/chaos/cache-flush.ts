import { agentHealth, planCache, rateLimits, sessions } from "../../contract/persistence.ts";
import type { Settings } from "../../contract/settings.ts";
import { keysFlushed } from "../../engine/faults/kinds/keys-flushed.ts";
import { type CacheReads, whileReading } from "../../engine/probes/cache-reads.ts";
import { healthComesTo } from "../../engine/probes/health-status.ts";
import { agentHealthReprimed, limitsReprimed, sessionsReprimed } from "../../engine/probes/redis-keys.ts";
import { probed } from "../objectives.ts";
import { keysLost, keysMissed, quiet, raised, raises } from "./alerts.ts";
import { errorsIn, type Experiment, slack } from "./experiment.ts";
import { recoveryMs } from "./recovery.ts";

const prefixes = [rateLimits.prefix, sessions.prefix, agentHealth.prefix, planCache.prefix];

/** How soon what every request writes is there again, whatever the settings: with the next one. Milliseconds. */
const reprimedWithinMs = 10_000;

/** How soon mesh has seen an agent well often enough to say so again, milliseconds. */
const healthWithinMs = ({ HEALTH_HEALTHY_THRESHOLD, HEALTH_CHECK_INTERVAL }: Settings) =>
  (HEALTH_HEALTHY_THRESHOLD * HEALTH_CHECK_INTERVAL + 5) * 1_000;

/** For the last look at what comes back, seconds. */
const lookSeconds = 2;

/**
 * Reads of flushed keys on top of the target's own: how often that looks up what it has is its own affair, and that of a
 * limiter which meets new clients misses by nature. Before, they are hits that outnumber those; afterwards misses that
 * soon outnumber the hits.
 */
const hits: CacheReads = { prefix: planCache.prefix, perSecond: 250, primed: true };
const misses: CacheReads = { ...hits, perSecond: 1_000, primed: false };

/** How long misses of new clients may take to be outnumbered and out of alert, milliseconds. */
const outnumberedMs = 15_000;

/** Limits, sessions and the like are gone from Redis at once: they come back by themselves, and hardly anybody notices. */
export const cacheFlush: Experiment = {
  name: "cache-flush",
  summary: "with limits, sessions and caches flushed from Redis, they are re-primed without a burst of errors",
  radius: { links: ["redis"], workloads: {}, data: ["redis"] },
  stages: [
    {
      name: "flushed",
      faultSeconds: 22,
      leastSeconds: (settings) => healthWithinMs(settings) / 1_000 + lookSeconds,
      slackSeconds: slack.usual + outnumberedMs / 1_000,
      faults: () => [keysFlushed(prefixes)],
      before: (scene) => [
        ...quiet("flushed", keysLost, scene),
        ...quiet("flushed", keysMissed, scene, outnumberedMs).map((probe) => whileReading(probe, hits)),
      ],
      during: ({ settings }) => [
        limitsReprimed("flushed.limits", reprimedWithinMs),
        sessionsReprimed("flushed.sessions", reprimedWithinMs),
        ...(settings.HEALTH_CHECK_ENABLED ? [agentHealthReprimed("flushed.health", healthWithinMs(settings))] : []),
        raises("flushed", keysLost, settings),
        whileReading(raises("flushed", keysMissed, settings), misses),
      ],
      recovered: ({ settings }) => [healthComesTo("flushed.recovered", "mesh", ["healthy"], recoveryMs(settings))],
    },
  ],
  objectives: ({ HEALTH_CHECK_ENABLED }) => [
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
    ...(HEALTH_CHECK_ENABLED
      ? [probed("flushed.health", "mesh tells the health of each agent again", "see the health watch of mesh")]
      : []),
    raised("flushed", keysLost),
    raised("flushed", keysMissed),
    probed("flushed.recovered", "/health of mesh is healthy", "see whether mesh reaches Redis"),
  ],
};

import { gatedLoads } from "../../contract/payloads.ts";
import type { Settings } from "../../contract/settings.ts";
import { hung, refused, slow } from "../../engine/faults/kinds/link.ts";
import { answersWithin } from "../../engine/probes/answers-within.ts";
import { bulkheadHolds } from "../../engine/probes/bulkhead.ts";
import { breakerComesTo } from "../../engine/probes/breaker.ts";
import { retriesWait, waitBounds } from "../../engine/probes/retry-gaps.ts";
import { podsServeAgain } from "../../engine/probes/pods-serve-again.ts";
import { probed } from "../objectives.ts";
import { gatewaySlo } from "../slo.ts";
import { type Experiment, latencyIn, slack, type Stage, unharmed } from "./experiment.ts";
import { recoveryMs } from "./recovery.ts";
import { linkTo } from "./routes.ts";

/** The agent that answers late, and the route that needs it. */
const agent = "osteon";
const route = "draft";
const routes = gatedLoads.map(({ name }) => name);
const others = routes.filter((name) => name !== route);

/** A call of an agent that nothing else calls, so that every attempt at it is the drill's own. */
const planning = {
  target: "circadian",
  intent: "plan_timeline",
  input: { project_description: "Move the beds" },
} as const;
/** A call of an agent that nothing ails. */
const telling = { target: "synapse", intent: "storyboard", input: { topic: "Beds", num_slides: 2 } } as const;
const drafting = { target: agent, intent: "draft", input: { goal: "Explain a slow day" } } as const;

/** Late enough to fill the bulkhead at this load, and below the time-out of an attempt, milliseconds. */
const agentLatency = { latencyMs: 1_500, jitterMs: 300 };
const llmLatency = { latencyMs: 1_000, jitterMs: 250 };

const faultSeconds = 22;

/** Work that comes on top of waiting: hops through proxies on a busy machine, milliseconds. */
const workMs = 1_000;

/** The latest that any answer may come, milliseconds. */
const latestMs = ({ SERVICE_TIMEOUT_MESH, BULKHEAD_TIMEOUT }: Settings) =>
  (SERVICE_TIMEOUT_MESH + BULKHEAD_TIMEOUT) * 1_000 + workMs;

/** How long calls are sent at least whose answers must come in time, milliseconds. */
const timedMs = 8_000;

/** So many calls of the hung agent that all places get taken and others wait for them, and for how long, milliseconds. */
const hungCalls = { everyMs: 125, spanMs: timedMs } as const;

/** How long a target may hold a call that bounds each attempt alone, milliseconds: waited for, to tell the figure. */
function heldMs(settings: Settings): number {
  const { SERVICE_TIMEOUT_MESH, RETRY_MAX_ATTEMPTS, BULKHEAD_TIMEOUT } = settings;
  const attemptsMs = RETRY_MAX_ATTEMPTS * SERVICE_TIMEOUT_MESH * 1_000 + waitBounds(settings).mostMs;
  return BULKHEAD_TIMEOUT * 1_000 + attemptsMs + 2 * workMs;
}

const serves = (stage: string, settings: Settings) => podsServeAgain(`${stage}.serves`, planning, recoveryMs(settings));

/**
 * A late agent, a late model, then an agent without an answer: what waits is bounded, in number and time, and who does
 * not need it does not notice.
 */
export const slowDownstream: Experiment = {
  name: "slow-downstream",
  summary:
    "behind a slow or hung agent or a slow model, calls in flight and waits are bounded, and other routes are unharmed",
  radius: { links: [`mesh-${agent}`, "agents-llm", `mesh-${planning.target}`], workloads: {}, data: [] },
  // So many drafts that those of the slow agent cannot all be in flight at once.
  load: { ratePerSecond: 48, weights: { [route]: 3 } },
  calls: { [linkTo(planning.target)]: planning },
  stages: [
    {
      ...stage("slow-agent", true),
      faults: ({ link }) => [
        slow(link(`mesh-${agent}`), agentLatency.latencyMs, agentLatency.jitterMs),
        refused(link(`mesh-${planning.target}`)),
      ],
      during: (setting) => [
        ...stage("slow-agent", true).during(setting),
        retriesWait("slow-agent.retries", { refused: planning, unhurt: telling }, setting.settings),
      ],
      recovered: (setting) => [...stage("slow-agent", true).recovered(setting), serves("slow-agent", setting.settings)],
    },
    {
      ...stage("slow-llm", false),
      faults: ({ link }) => [slow(link("agents-llm"), llmLatency.latencyMs, llmLatency.jitterMs)],
    },
    {
      name: "hung-agent",
      faultSeconds,
      slackSeconds: slack.hung,
      leastSeconds: (settings) => (hungCalls.spanMs + heldMs(settings)) / 1_000,
      faults: ({ link }) => [hung(link(`mesh-${planning.target}`))],
      during: ({ settings }) => [
        answersWithin("hung-agent.latest", planning, latestMs(settings), { ...hungCalls, timeoutMs: heldMs(settings) }),
      ],
      recovered: ({ settings }) => [serves("hung-agent", settings)],
    },
  ],
  objectives: (settings) => [
    bulkheadBounds("slow-agent", settings),
    latestBounded("slow-agent", settings),
    probed(
      "slow-agent.retries",
      "waits between attempts grow as configured, within jitter",
      "see RETRY_INITIAL_DELAY, RETRY_EXPONENTIAL_BASE and RETRY_JITTER of mesh",
    ),
    probed("slow-agent.serves", "the agent that refused serves afterwards", "see half-open calls of the breaker"),
    ...unharmed("slow-agent", others, `${agent} is slow`, "a slow agent must not take places from the others"),
    ...others.map((endpoint) =>
      latencyIn("slow-agent", {
        id: `slow-agent.p95.${endpoint}`,
        title: `p95 of ${endpoint} while ${agent} is slow`,
        endpoint,
        quantile: 0.95,
        limitMs: gatewaySlo.p95Ms,
        minSamples: 120,
        remedy: "a slow agent must not take places, threads or connections from the others",
      }),
    ),
    probed("slow-agent.recovered", "mesh's breaker is closed afterwards", "see half-open calls of the breaker"),
    bulkheadBounds("slow-llm", settings),
    latestBounded("slow-llm", settings),
    ...unharmed("slow-llm", others, "the model is slow", "a model that is slow, but answers, is no failure"),
    probed("slow-llm.recovered", "mesh's breaker is closed afterwards", "see half-open calls of the breaker"),
    latestBounded("hung-agent", settings),
    ...unharmed(
      "hung-agent",
      routes,
      `${planning.target} hangs`,
      "an agent that hangs must not take places from others",
    ),
    probed(
      "hung-agent.serves",
      "its breaker closes and the agent that hung serves afterwards",
      "see half-open calls of the breaker",
    ),
  ],
};

function stage(name: string, mustFill: boolean): Omit<Stage, "faults"> {
  return {
    name,
    faultSeconds,
    leastSeconds: (settings) => (timedMs + heldMs(settings)) / 1_000,
    during: ({ settings, faultSeconds: seconds }) => {
      const spanMs = Math.max(1, seconds - 5) * 1_000;
      const max = settings.BULKHEAD_MAX_CONCURRENT;
      return [
        bulkheadHolds(`${name}.bulkhead`, { service: "mesh", towards: agent }, { max, mustFill, spanMs }),
        answersWithin(`${name}.latest`, drafting, latestMs(settings), {
          everyMs: 500,
          spanMs: Math.max(timedMs, seconds * 1_000 - heldMs(settings)),
          timeoutMs: heldMs(settings),
        }),
      ];
    },
    recovered: ({ settings }) => [
      breakerComesTo(`${name}.recovered`, {
        service: "mesh",
        towards: agent,
        state: "closed",
        withinMs: recoveryMs(settings),
      }),
    ],
  };
}

const bulkheadBounds = (stage: string, { BULKHEAD_MAX_CONCURRENT: max }: Settings) =>
  probed(`${stage}.bulkhead`, `at most ${max} calls in flight per pod of mesh`, "see BULKHEAD_* settings of mesh");

const latestBounded = (stage: string, settings: Settings) =>
  probed(
    `${stage}.latest`,
    `no answer comes later than ${(latestMs(settings) / 1_000).toFixed(1)} s`,
    "bound the whole request, waits and retries included, not each attempt alone",
  );

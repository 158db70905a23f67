import { gatedLoads } from "../../contract/payloads.ts";
import type { Settings } from "../../contract/settings.ts";
import { refused, slow } from "../../engine/faults/kinds/link.ts";
import { answersWithin } from "../../engine/probes/answers-within.ts";
import { bulkheadHolds } from "../../engine/probes/bulkhead.ts";
import { breakerComesTo } from "../../engine/probes/breaker.ts";
import { retriesWait } from "../../engine/probes/retry-gaps.ts";
import { servesAgain } from "../../engine/probes/serves-again.ts";
import type { Objective } from "../../engine/evidence/objective.ts";
import { probed } from "../objectives.ts";
import { gatewaySlo } from "../slo.ts";
import { type Experiment, latencyIn, type Stage, unharmed } from "./experiment.ts";

/** The agent that answers late, and the route that needs it. */
const agent = "osteon";
const route = "draft";
const others = gatedLoads.map(({ name }) => name).filter((name) => name !== route);

/** An agent that nothing else calls meanwhile, so that every attempt at it is the drill's own. */
const refusing = {
  target: "circadian",
  intent: "plan_timeline",
  input: { project_description: "Move the beds" },
} as const;
const drafting = { target: agent, intent: "draft", input: { goal: "Explain a slow day" } } as const;

/** Late enough to fill the bulkhead at this load, and below the time-out of an attempt, milliseconds. */
const agentLatency = { latencyMs: 1_500, jitterMs: 300 };
const llmLatency = { latencyMs: 1_000, jitterMs: 250 };

const faultSeconds = 22;

/** Work that comes on top of waiting: hops through proxies on a busy machine, milliseconds. */
const workMs = 500;

/** The latest that any answer may come, milliseconds. */
const latestMs = ({ SERVICE_TIMEOUT_MESH, BULKHEAD_TIMEOUT }: Settings) =>
  (SERVICE_TIMEOUT_MESH + BULKHEAD_TIMEOUT) * 1_000 + workMs;

/** A late agent, then a late model: the bulkhead bounds what waits, and who does not need it does not notice. */
export const slowDownstream: Experiment = {
  name: "slow-downstream",
  summary: "behind a slow agent or model, calls in flight and waits are bounded, and other routes are unharmed",
  radius: { links: [`mesh-${agent}`, "agents-llm", `mesh-${refusing.target}`], workloads: {}, data: [] },
  // So many drafts that those of the slow agent cannot all be in flight at once.
  load: { ratePerSecond: 48, weights: { [route]: 3 } },
  stages: [
    {
      ...stage("slow-agent", true),
      faults: ({ link }) => [
        slow(link(`mesh-${agent}`), agentLatency.latencyMs, agentLatency.jitterMs),
        refused(link(`mesh-${refusing.target}`)),
      ],
      during: (setting) => [
        ...stage("slow-agent", true).during(setting),
        retriesWait("slow-agent.retries", refusing, setting.settings),
      ],
      recovered: (setting) => [
        ...stage("slow-agent", true).recovered(setting),
        servesAgain("slow-agent.serves", refusing, (setting.settings.CIRCUIT_BREAKER_TIMEOUT + 10) * 1_000),
      ],
    },
    {
      ...stage("slow-llm", false),
      faults: ({ link }) => [slow(link("agents-llm"), llmLatency.latencyMs, llmLatency.jitterMs)],
    },
  ],
  objectives: (settings) => [
    ...bounded("slow-agent", settings),
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
    ...bounded("slow-llm", settings),
    ...unharmed("slow-llm", others, "the model is slow", "a model that is slow, but answers, is no failure"),
    probed("slow-llm.recovered", "mesh's breaker is closed afterwards", "see half-open calls of the breaker"),
  ],
};

function stage(name: string, mustFill: boolean): Omit<Stage, "faults"> {
  return {
    name,
    faultSeconds,
    during: ({ settings, faultSeconds: seconds }) => {
      const spanMs = Math.max(1, seconds - 5) * 1_000;
      const max = settings.BULKHEAD_MAX_CONCURRENT;
      return [
        bulkheadHolds(`${name}.bulkhead`, { service: "mesh", towards: agent }, { max, mustFill, spanMs }),
        answersWithin(`${name}.latest`, drafting, latestMs(settings), Math.max(1, spanMs - 5_000)),
      ];
    },
    recovered: ({ settings }) => [
      breakerComesTo(`${name}.recovered`, {
        service: "mesh",
        towards: agent,
        state: "closed",
        withinMs: (settings.CIRCUIT_BREAKER_TIMEOUT + 10) * 1_000,
      }),
    ],
  };
}

function bounded(name: string, settings: Settings): Objective[] {
  const { BULKHEAD_MAX_CONCURRENT: max } = settings;
  const latest = (latestMs(settings) / 1_000).toFixed(1);
  return [
    probed(`${name}.bulkhead`, `at most ${max} calls in flight per pod of mesh`, "see BULKHEAD_* settings of mesh"),
    probed(
      `${name}.latest`,
      `no answer comes later than ${latest} s`,
      "bound the whole request, waits and retries included, not each attempt alone",
    ),
  ];
}

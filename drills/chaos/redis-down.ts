import { hung, refused } from "../../engine/faults/kinds/link.ts";
import type { Fault } from "../../engine/faults/fault.ts";
import { healthComesTo } from "../../engine/probes/health-status.ts";
import { logs } from "../../engine/probes/log-line.ts";
import { readiness } from "../../engine/probes/readiness.ts";
import type { Objective } from "../../engine/evidence/objective.ts";
import { probed } from "../objectives.ts";
import { raised, raises } from "./alerts.ts";
import { errorsIn, type Experiment, type Setting, slack, type Stage } from "./experiment.ts";

const warning = /rate limiting/i;
const faultSeconds = 22;

/** The redis link refused, then hung: limiting fails open, traffic goes on, health says so. */
export const redisDown: Experiment = {
  name: "redis-down",
  summary: "without Redis, requests are served unlimited, /health says degraded, and mesh warns",
  radius: { links: ["redis"], workloads: {}, data: [] },
  stages: [
    stage("refused", ({ link }) => [refused(link("redis"))]),
    { ...stage("hung", ({ link }) => [hung(link("redis"))]), slackSeconds: slack.hung },
  ],
  objectives: () => ["refused", "hung"].flatMap(objectivesOf),
};

function stage(name: string, faults: (setting: Setting) => Fault[]): Stage {
  return {
    name,
    faultSeconds,
    faults,
    during: ({ settings }) => {
      const withinMs = (settings.HEALTH_CHECK_TIMEOUT + 10) * 1_000;
      return [
        healthComesTo(`${name}.health`, "mesh", ["degraded"], withinMs),
        logs(`${name}.warning`, "mesh", warning, withinMs),
        raises(name, "redisAway"),
      ];
    },
    measuredDuring: () => [readiness(`${name}.readiness`, "mesh")],
    recovered: () => [healthComesTo(`${name}.recovered`, "mesh", ["healthy"], 15_000)],
  };
}

function objectivesOf(name: string): Objective[] {
  return [
    errorsIn(name, {
      id: `${name}.errors`,
      title: `traffic goes on while Redis is ${name}`,
      endpoint: "*",
      limitRatio: 0.01,
      minSamples: 500,
      remedy: "rate limiting must fail open: catch errors and time-outs of the limiter's store, and let requests pass",
    }),
    probed(`${name}.health`, `/health of mesh says degraded while Redis is ${name}`, "let /health name Redis"),
    probed(`${name}.warning`, "mesh warns that limiting is off", "log a warning when the limiter's store fails"),
    raised(name, "redisAway"),
    probed(`${name}.recovered`, "/health of mesh is healthy again", "see whether mesh reconnects to Redis"),
  ];
}

import { gatedLoads } from "../../contract/payloads.ts";
import type { AgentName } from "../../contract/services.ts";
import { podsCut } from "../../engine/faults/kinds/pods-cut.ts";
import { breakerComesTo } from "../../engine/probes/breaker.ts";
import { healthComesTo } from "../../engine/probes/health-status.ts";
import type { Objective } from "../../engine/evidence/objective.ts";
import { probed } from "../objectives.ts";
import { type Experiment, goodputIn, slack, type Stage, unharmed } from "./experiment.ts";
import { recoveryMs } from "./recovery.ts";

/** What a stage cuts off from all other pods. */
interface Island {
  stage: string;
  /** in words */
  what: string;
  agents: readonly AgentName[];
  /** pods of each */
  count: number | "all";
}

const replica: Island = { stage: "partition", what: "a replica of osteon", agents: ["osteon"], count: 1 };

/** Agents that nothing else needs: one has a store to find again, and requests come to both. */
const set: Island = { stage: "set", what: "myocyte and synapse", agents: ["myocyte", "synapse"], count: "all" };

/** One replica, then a whole set cut off from all other pods: the rest goes on, and they come back by themselves. */
export const partition: Experiment = {
  name: "partition",
  summary:
    "with one replica or all of two agents cut off, everything else goes on, and they take part again without help",
  radius: { links: [], workloads: { osteon: 0.5, myocyte: 1, synapse: 1 }, data: [] },
  reach: [replica, set].flatMap(({ agents }) => agents.map((agent) => `mesh-${agent}`)),
  stages: [
    // The playbook's least; up to ten minutes where a length is asked for.
    { ...cutOff(replica), faultSeconds: 300 },
    { ...cutOff(set), faultSeconds: 300 },
  ],
  objectives: () => [replica, set].flatMap(objectivesOf),
};

function cutOff({ stage, agents, count }: Island): Omit<Stage, "faultSeconds"> {
  return {
    name: stage,
    slackSeconds: slack.cut,
    faults: () => agents.map((agent) => podsCut(agent, count)),
    during: () => [],
    recovered: ({ settings }) => [
      ...agents.map((agent) => healthComesTo(`${stage}.recovered`, agent, ["healthy"], recoveryMs(settings))),
      ...agents.map((towards) =>
        breakerComesTo(`${stage}.closed`, {
          service: "mesh",
          towards,
          state: "closed",
          withinMs: recoveryMs(settings),
        }),
      ),
    ],
  };
}

function objectivesOf({ stage, what, agents }: Island): Objective[] {
  const others = gatedLoads.filter(({ target }) => !agents.includes(target)).map(({ name }) => name);
  return [
    ...unharmed(stage, others, `${what} cannot be reached`, "what does not need the cut pods must not wait for them"),
    goodputIn(stage, {
      id: `${stage}.goodput`,
      title: `what does not need ${agents.join(" or ")} is served as often as before`,
      endpoints: others,
      minRatio: 0.99,
      // As many without a failure leave the baseline uncertain by 2.5 % at most.
      minSamples: 150,
      remedy: "see the outcomes over time in the report, and what waits for the cut pods",
    }),
    probed(`${stage}.recovered`, "every pod is healthy again, without help", "see its reconnects to the stores"),
    probed(`${stage}.closed`, "mesh's breakers towards them are closed again", "see half-open calls of the breaker"),
  ];
}

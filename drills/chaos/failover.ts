import { podsKilled } from "../../engine/faults/kinds/pods-killed.ts";
import { breakerComesTo } from "../../engine/probes/breaker.ts";
import { trafficMoves } from "../../engine/probes/traffic-moves.ts";
import { probed } from "../objectives.ts";
import { errorsIn, type Experiment } from "./experiment.ts";
import { recoveryMs } from "./recovery.ts";

/** The agent that has two replicas, and a call that needs it. */
const agent = "osteon";
const drafting = { target: agent, intent: "draft", input: { goal: "Explain a failover" } } as const;

/** How soon the replicas that are left must serve all, milliseconds. */
const movedWithinMs = 10_000;

/** One of two pods of mesh and of an agent killed under load: the other two take over. */
export const failover: Experiment = {
  name: "failover",
  summary: "with one of two replicas of mesh and of an agent killed, the others take over within 10 s",
  radius: { links: [], workloads: { mesh: 0.5, [agent]: 0.5 }, data: [] },
  reach: [`mesh-${agent}`],
  stages: [
    {
      name: "killed",
      // Where a budget is nearly used up, fewer requests would not settle whether it holds.
      faultSeconds: 40,
      // Replacements take as long as a pod takes to start.
      slackSeconds: 10,
      faults: () => [podsKilled("mesh", 1), podsKilled(agent, 1)],
      during: ({ faultSeconds }) => [
        trafficMoves(
          "killed.moved",
          drafting,
          movedWithinMs,
          Math.max(movedWithinMs + 2_000, (faultSeconds - 3) * 1_000),
        ),
      ],
      recovered: ({ settings }) => [
        breakerComesTo("killed.closed", {
          service: "mesh",
          towards: agent,
          state: "closed",
          withinMs: recoveryMs(settings),
        }),
      ],
    },
  ],
  objectives: () => [
    errorsIn("killed", {
      id: "killed.errors",
      title: "errors while the replicas are replaced",
      endpoint: "*",
      // What was in flight at the killed pods, and what was sent until their endpoints were gone.
      limitRatio: 0.05,
      minSamples: 500,
      remedy: "drop connections to a dead replica, and try once more at another",
    }),
    probed(
      "killed.moved",
      "no request fails later than 10 s after the kill",
      "see connections that stay with the dead replica",
    ),
    probed("killed.closed", "mesh's breaker is closed afterwards", "see half-open calls of the breaker"),
  ],
};

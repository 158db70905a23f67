import { gatedLoads } from "../../contract/payloads.ts";
import { podsCut } from "../../engine/faults/kinds/pods.ts";
import { breakerComesTo } from "../../engine/probes/breaker.ts";
import { healthComesTo } from "../../engine/probes/health-status.ts";
import { probed } from "../objectives.ts";
import { type Experiment, goodputIn, unharmed } from "./experiment.ts";

const agent = "osteon";
const others = gatedLoads.filter(({ target }) => target !== agent).map(({ name }) => name);

/** One of an agent's two replicas cut off from all other pods: the rest goes on, and it comes back by itself. */
export const partition: Experiment = {
  name: "partition",
  summary: "with one replica cut off, everything else goes on, and it takes part again without help",
  radius: { links: [], workloads: { [agent]: 0.5 }, data: [] },
  stages: [
    {
      name: "partition",
      // The playbook's least; up to ten minutes where a length is asked for.
      faultSeconds: 300,
      faults: () => [podsCut(agent, 1)],
      during: () => [],
      recovered: ({ settings }) => [
        healthComesTo("partition.recovered", agent, ["healthy"], 20_000),
        breakerComesTo("partition.closed", {
          service: "mesh",
          towards: agent,
          state: "closed",
          withinMs: (settings.CIRCUIT_BREAKER_TIMEOUT + 15) * 1_000,
        }),
      ],
    },
  ],
  objectives: () => [
    ...unharmed(
      "partition",
      others,
      `a replica of ${agent} is cut off`,
      "what does not need the cut replica must not wait for it",
    ),
    goodputIn("partition", {
      id: "partition.goodput",
      title: `what does not need ${agent} is served as often as before`,
      endpoints: others,
      minRatio: 0.99,
      // As many without a failure leave the baseline uncertain by 2.5 % at most.
      minSamples: 150,
      remedy: "see the outcomes over time in the report, and what waits for the cut replica",
    }),
    probed("partition.recovered", "the cut replica's service is healthy again", "see its reconnects to the stores"),
    probed("partition.closed", "mesh's breaker towards it is closed again", "see half-open calls of the breaker"),
  ],
};

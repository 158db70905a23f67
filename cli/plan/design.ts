import type { Experiment, Setting } from "../../drills/chaos/experiment.ts";
import { experiments } from "../../drills/chaos/experiments.ts";
import { experimentSeconds, inForceSeconds } from "../../drills/chaos/load.ts";
import { recoverySeconds } from "../../drills/chaos/recovery.ts";
import { objectivesOf } from "../../drills/chaos/program.ts";
import type { DrillOptions } from "../../drills/options.ts";
import type { Objective } from "../../engine/evidence/objective.ts";
import { demandOf } from "../../engine/judge/wording.ts";

/** What an experiment is going to do, as far as it is known without an environment. */
export interface Design {
  name: string;
  hypothesis: string;
  /** from the first request on; the gate before it takes as long as the services need */
  expectedSeconds: number;
  radius: {
    links: string[];
    /** share of its pods that may be taken, 0 to 1 */
    workloads: { name: string; share: number }[];
    /** what may be lost for good */
    data: string[];
  };
  stages: {
    name: string;
    /** at least, with the faults in force */
    faultSeconds: number;
    recoverySeconds: number;
    faults: { name: string; summary: string }[];
  }[];
  /** by the experiment's own names */
  objectives: { id: string; title: string; demanded: string }[];
}

/** The experiments of a drill of the catalogue; none for a drill that breaks nothing. */
export function experimentsOf(drill: string): readonly Experiment[] {
  return drill === "chaos" ? experiments : experiments.filter(({ name }) => drill === `chaos/${name}`);
}

/** @param experiment with the lengths that it is run with */
export function designOf(experiment: Experiment, options: DrillOptions): Design {
  const { settings } = options;
  const { links, workloads, data } = experiment.radius;
  // Of a target that has every capability; what a fault says of itself does not hang on the port of its link.
  const setting: Setting = { settings, link: (name) => ({ name, port: 0 }), has: () => true };
  return {
    name: experiment.name,
    hypothesis: experiment.summary,
    expectedSeconds: experimentSeconds(experiment, settings),
    radius: {
      links: [...links],
      workloads: Object.entries(workloads).map(([name, share]) => ({ name, share })),
      data: [...data],
    },
    stages: experiment.stages.map((stage) => ({
      name: stage.name,
      faultSeconds: inForceSeconds(stage, settings),
      recoverySeconds: recoverySeconds(settings),
      faults: stage.faults(setting).map(({ name, summary }) => ({ name, summary })),
    })),
    objectives: objectivesOf(experiment, options).map((objective) => ({
      id: objective.id,
      title: objective.title,
      demanded: demandedOf(objective),
    })),
  };
}

/** The limit of an objective; what a probe demands is said by the objective's title. */
export function demandedOf(objective: Objective): string {
  return objective.kind === "probe" ? "at every look" : demandOf(objective);
}

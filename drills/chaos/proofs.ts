import type { Settings } from "../../contract/settings.ts";
import { gateObjectives } from "../objectives.ts";
import { smokeDefects } from "../smoke/defects.ts";
import { chaosDefects } from "./defects.ts";
import type { Experiment } from "./experiment.ts";
import { preflightObjectives } from "./preflight.ts";
import { objectivesOf } from "./program.ts";

/** A drill on a seeded defect, in which an objective must fail. */
export interface Proof {
  defect: string;
  drill: string;
}

/** What only says whether anything would be seen: where it is not met, the drill ends INCONCLUSIVE, and none fails. */
const sights: readonly string[] = ["reach", ...preflightObjectives.map(({ id }) => id)];

/** Whether an objective can fail at all. */
export const canFail = (id: string): boolean => !sights.includes(id);

/** What the smoke drill has as well. Where an id of an experiment's own reads like one of its, they judge other things. */
const inSmoke = (id: string): boolean => gateObjectives.some((objective) => objective.id === id);

/**
 * The drills that prove an objective to go red.
 * @param experiment whose own it is; undefined = one that every experiment has, so that any of them proves it
 */
export function proofsOf(id: string, experiment?: string): Proof[] {
  const chaos = chaosDefects
    .filter((proof) => (experiment === undefined || proof.experiment === experiment) && proof.mustFail.includes(id))
    .map((proof) => ({ defect: proof.defect, drill: `chaos/${proof.experiment}` }));
  const smoke = Object.entries(smokeDefects)
    .filter(([, ids]) => inSmoke(id) && ids.includes(id))
    .map(([defect]) => ({ defect, drill: "smoke" }));
  return [...chaos, ...smoke];
}

/** The objectives that can fail and that no seeded defect turns red: `<id>` of what all have, else `<experiment>.<id>`. */
export function unproven(experiments: readonly Experiment[], settings: Settings): string[] {
  const all = experiments.map((experiment) => ({
    name: experiment.name,
    ids: objectivesOf(experiment, { settings }).map(({ id }) => id),
  }));
  const common = (all[0]?.ids ?? []).filter((id) => all.every(({ ids }) => ids.includes(id)));
  const open = (id: string, experiment?: string) => canFail(id) && proofsOf(id, experiment).length === 0;
  return [
    ...common.filter((id) => open(id)),
    ...all.flatMap(({ name, ids }) =>
      ids.filter((id) => !common.includes(id) && open(id, name)).map((id) => `${name}.${id}`),
    ),
  ];
}

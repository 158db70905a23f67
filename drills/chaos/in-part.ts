import type { Objective } from "../../engine/evidence/objective.ts";
import { loadName } from "./load.ts";

/** An experiment's objective under the names that its part of a drill has in journal, plan and report. */
export function inPart(experiment: string, objective: Objective): Objective {
  const named = (name: string) => `${experiment}.${name}`;
  const id = named(objective.id);
  if (objective.kind === "probe") return { ...objective, id, probe: named(objective.probe) };
  const load = loadName(experiment);
  if (objective.kind === "achieved-rate") return { ...objective, id, load };
  if (objective.kind === "goodput") {
    return { ...objective, id, load, phase: named(objective.phase), against: named(objective.against) };
  }
  return { ...objective, id, load, ...(objective.phase === undefined ? {} : { phase: named(objective.phase) }) };
}

import { describe, expect, it } from "vitest";
import { settings } from "../../../../contract/settings.ts";
import { chaosDefects } from "../../../../drills/chaos/defects.ts";
import { experiments } from "../../../../drills/chaos/experiments.ts";
import { objectivesOf } from "../../../../drills/chaos/program.ts";
import { smokeDefects } from "../../../../drills/smoke/defects.ts";
import { defectNames } from "../../../../reference/defects/defects.ts";

function idsOf(name: string): string[] {
  const experiment = experiments.find((each) => each.name === name);
  if (experiment === undefined) throw new Error(`there is no experiment ${name}`);
  return objectivesOf(experiment, { settings: settings.parse({}) }).map(({ id }) => id);
}

/** Objectives that every drill or every experiment has: gates, reach, and the steady state before and after. */
const common = ["services-ready", "services-green", "reach"];
const isOwn = (id: string) => !common.includes(id) && !/^(?:baseline|after)\./.test(id);

describe("the matrix of chaos defects", () => {
  it.each(chaosDefects)("$defect in $experiment names objectives that there are, each once", (proof) => {
    const named = [...proof.mustFail, ...(proof.mayDiffer ?? [])];
    expect(idsOf(proof.experiment)).toEqual(expect.arrayContaining(named));
    expect(new Set(named).size).toBe(named.length);
    expect(proof.mustFail).not.toEqual([]);
  });

  it("and that of the smoke drill have every defect of the reference", () => {
    const used = [...chaosDefects.map(({ defect }) => defect), ...Object.keys(smokeDefects)];
    expect(new Set(used)).toEqual(new Set(defectNames));
  });

  it.each(["agent-outage", "redis-down", "partition"])("turns every objective of %s red", (name) => {
    const red = chaosDefects.filter(({ experiment }) => experiment === name).flatMap(({ mustFail }) => mustFail);
    expect(idsOf(name).filter((id) => isOwn(id) && !red.includes(id))).toEqual([]);
  });
});

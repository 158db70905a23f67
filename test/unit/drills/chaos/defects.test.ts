import { describe, expect, it } from "vitest";
import { settings } from "../../../../contract/settings.ts";
import { chaosDefects, idInRun } from "../../../../drills/chaos/defects.ts";
import { experiments } from "../../../../drills/chaos/experiments.ts";
import { chaosDrill } from "../../../../drills/chaos/program.ts";
import { smokeDefects } from "../../../../drills/smoke/defects.ts";
import { defectNames } from "../../../../reference/defects/defects.ts";

const options = { runId: "r1", stack: "chaos", limiter: null, settings: settings.parse({}), injectFaults: true };

/** The ids of all objectives of the drill that an experiment makes alone. */
function idsOf(name: string): string[] {
  const found = experiments.filter((each) => each.name === name);
  return chaosDrill(`chaos/${name}`, found, options).objectives.map(({ id }) => id);
}

describe("the matrix of chaos defects", () => {
  it.each(chaosDefects)("$defect in $experiment names objectives that there are, each once", (proof) => {
    const named = [...proof.mustFail, ...(proof.mayDiffer ?? [])];
    expect(idsOf(proof.experiment)).toEqual(expect.arrayContaining(named.map((id) => idInRun(proof, id))));
    expect(new Set(named).size).toBe(named.length);
    expect(proof.mustFail).not.toEqual([]);
  });

  it("names each defect once for an experiment", () => {
    const pairs = chaosDefects.map(({ experiment, defect }) => `${experiment}/${defect}`);
    expect(new Set(pairs).size).toBe(pairs.length);
  });

  it("and that of the smoke drill have every defect of the reference", () => {
    const used = [...chaosDefects.map(({ defect }) => defect), ...Object.keys(smokeDefects)];
    expect(new Set(used)).toEqual(new Set(defectNames));
  });
});

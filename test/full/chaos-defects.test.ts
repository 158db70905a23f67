import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chaosDefects, type DefectProof, idInRun } from "../../drills/chaos/defects.ts";
import { judgement, type ObjectiveResult } from "../../engine/evidence/objective.ts";
import { seedDefect } from "./helpers/seed-defect.ts";
import { main, type Standing, standing } from "./helpers/standing.ts";

const timeout = 20 * 60_000;

/** DRILL_DEFECTS=pool-leak,redis-down/no-alert runs those alone: in every experiment, or in the one that is named. */
const asked = process.env["DRILL_DEFECTS"]?.split(",");
const isAsked = ({ defect, experiment }: DefectProof) =>
  asked === undefined || asked.includes(defect) || asked.includes(`${experiment}/${defect}`);

// One environment for all, whose pods are replaced for each defect: bringing up one for each takes twice as long.
let up: Standing;
beforeAll(async () => {
  up = await standing("chaos");
}, timeout);
afterAll(() => up.down(), timeout);

/** Runs an experiment on a defect and prints how it came out, in one line. The run's folder goes only with `forget`. */
async function experimentWith({ defect, experiment, faultSeconds }: DefectProof) {
  await seedDefect(up, defect);
  const runs = await mkdtemp(join(tmpdir(), "drill-full-"));
  const length = faultSeconds === undefined ? [] : ["--duration", `${faultSeconds}s`];
  const args = ["run", `chaos/${experiment}`, "--runs", runs, "--attach", up.id, ...length];
  const start = performance.now();
  const { exitCode, stdout } = await execa(process.execPath, [main, ...args], { reject: false, stderr: "inherit" });
  const seconds = Math.round((performance.now() - start) / 1_000);
  const folder = dirname(stdout.trim().split("\n").at(-1) ?? "");
  const { verdict, objectives } = judgement.parse(JSON.parse(await readFile(join(folder, "judgement.json"), "utf8")));
  const failed = objectives.filter(({ outcome }) => outcome === "fail").map(({ id }) => id);
  const said = `${verdict}, failed: ${failed.join(" ") || "nothing"}`;
  process.stdout.write(`${defect} in ${experiment}: ${said}, ${seconds} s, ${folder}\n`);
  return { exitCode, objectives, failed, forget: () => rm(runs, { recursive: true }) };
}

/** Pods that were replaced a moment ago are slow on a busy machine: that this settles nothing is not the defect's doing. */
const isUnsettledLatency = ({ id, outcome }: ObjectiveResult) => outcome === "inconclusive" && /\.p95(?:\.|$)/.test(id);

/** The reference keeps its work itself, so that it is sent no credential. */
const needsCredentials = ({ outcome, reason }: ObjectiveResult) =>
  outcome === "not-testable" && reason.startsWith("credentials: not needed");

describe("chaos on the reference", () => {
  // One after the other: each run has the machine to itself.
  for (const proof of chaosDefects.filter(isAsked)) {
    const { defect, experiment, mustFail, mayDiffer = [] } = proof;
    const inRun = (ids: readonly string[]) => ids.map((id) => idInRun(proof, id));
    it(`${defect} shows in ${experiment}, where it must`, { timeout }, async () => {
      const run = await experimentWith(proof);
      const expected = inRun(mustFail);
      const open = inRun(mayDiffer);
      expect(run.failed.filter((id) => !open.includes(id)).sort()).toEqual(expected.sort());
      const others = run.objectives.filter(({ id }) => !expected.includes(id) && !open.includes(id));
      const unproblematic = ({ outcome }: ObjectiveResult) => outcome === "pass" || outcome === "not-evaluated";
      const isOther = (each: ObjectiveResult) =>
        !unproblematic(each) && !needsCredentials(each) && !isUnsettledLatency(each);
      expect(others.filter(isOther)).toEqual([]);
      expect(run.exitCode).toBe(1);
      await run.forget();
    });
  }
});

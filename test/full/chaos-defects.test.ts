import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { chaosDefects, type DefectProof, idInRun } from "../../drills/chaos/defects.ts";
import { judgement, type ObjectiveResult } from "../../engine/evidence/objective.ts";

const main = resolve(import.meta.dirname, "../../cli/main.ts");
const timeout = 20 * 60_000;

/** DRILL_DEFECTS=pool-leak,redis-down/no-alert runs those alone: in every experiment, or in the one that is named. */
const asked = process.env["DRILL_DEFECTS"]?.split(",");
const isAsked = ({ defect, experiment }: DefectProof) =>
  asked === undefined || asked.includes(defect) || asked.includes(`${experiment}/${defect}`);

/** Runs an experiment on a defect and prints how it came out, in one line. The run's folder goes only with `forget`. */
async function experimentWith({ defect, experiment, faultSeconds }: DefectProof) {
  const runs = await mkdtemp(join(tmpdir(), "drill-full-"));
  const length = faultSeconds === undefined ? [] : ["--duration", `${faultSeconds}s`];
  const args = ["run", `chaos/${experiment}`, "--runs", runs, "-c", `defect=${defect}`, ...length];
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

/** The reference keeps its work itself, so that it is sent no credential. */
const needsCredentials = ({ outcome, reason }: ObjectiveResult) =>
  outcome === "not-testable" && reason.startsWith("credentials: not needed");

describe("chaos on the reference", () => {
  // One after the other: each run has a cluster and the machine to itself.
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
      expect(others.filter((each) => !unproblematic(each) && !needsCredentials(each))).toEqual([]);
      expect(run.exitCode).toBe(1);
      await run.forget();
    });
  }
});

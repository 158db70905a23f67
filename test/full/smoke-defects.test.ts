import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { smokeDefects } from "../../drills/smoke/defects.ts";
import { judgement } from "../../engine/evidence/objective.ts";

const main = resolve(import.meta.dirname, "../../cli/main.ts");
const timeout = 10 * 60_000;

/** Defect -> the objectives that it turns red; "none" is the sound reference. */
const matrix: Record<string, readonly string[]> = { none: [], ...smokeDefects };

/** DRILL_DEFECTS=none,stall runs those alone; all others are then skipped. */
const asked = process.env["DRILL_DEFECTS"]?.split(",") ?? Object.keys(matrix);

/** Runs the smoke drill and prints how it came out, in one line. The run's folder goes only with `forget`. */
async function smokeWith(defect: string) {
  const runs = await mkdtemp(join(tmpdir(), "drill-full-"));
  const setting = defect === "none" ? [] : ["-c", `defect=${defect}`];
  const start = performance.now();
  const { exitCode, stdout } = await execa(process.execPath, [main, "run", "smoke", "--runs", runs, ...setting], {
    reject: false,
    stderr: "inherit",
  });
  const seconds = Math.round((performance.now() - start) / 1_000);
  const folder = dirname(stdout.trim().split("\n").at(-1) ?? "");
  const { verdict, objectives } = judgement.parse(JSON.parse(await readFile(join(folder, "judgement.json"), "utf8")));
  const failed = objectives.filter(({ outcome }) => outcome === "fail").map(({ id }) => id);
  process.stdout.write(`${defect}: ${verdict}, failed: ${failed.join(" ") || "nothing"}, ${seconds} s, ${folder}\n`);
  return { exitCode, objectives, failed, forget: () => rm(runs, { recursive: true }) };
}

describe("smoke on the reference", () => {
  it("is asked for defects that there are", () => {
    expect(Object.keys(matrix)).toEqual(expect.arrayContaining(asked));
  });

  // One after the other: each run has a cluster and the machine to itself.
  for (const [defect, expected] of Object.entries(matrix)) {
    const others = expected.length === 0 ? ["pass"] : ["pass", "not-evaluated"];
    it.runIf(asked.includes(defect))(`${defect}: its own objectives fail and no others`, { timeout }, async () => {
      const run = await smokeWith(defect);
      expect(run.failed.sort()).toEqual([...expected].sort());
      const unexpected = run.objectives.filter(({ outcome }) => outcome !== "fail" && !others.includes(outcome));
      expect(unexpected).toEqual([]);
      expect(run.exitCode).toBe(expected.length === 0 ? 0 : 1);
      await run.forget();
    });
  }
});

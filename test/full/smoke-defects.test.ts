import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { smokeDefects } from "../../drills/smoke/defects.ts";
import { judgement } from "../../engine/evidence/objective.ts";

const main = resolve(import.meta.dirname, "../../cli/main.ts");
const minutes = 60_000;

async function smokeWith(defect: string | undefined) {
  const runs = await mkdtemp(join(tmpdir(), "drill-full-"));
  try {
    const setting = defect === undefined ? [] : ["-c", `defect=${defect}`];
    const { exitCode, stdout } = await execa(process.execPath, [main, "run", "smoke", "--runs", runs, ...setting], {
      reject: false,
      stderr: "inherit",
    });
    const report = stdout.trim().split("\n").at(-1) ?? "";
    const file = join(report, "..", "judgement.json");
    return { exitCode, judgement: judgement.parse(JSON.parse(await readFile(file, "utf8"))) };
  } finally {
    await rm(runs, { recursive: true });
  }
}

describe("smoke on the reference", () => {
  it("is green without a defect", { timeout: 10 * minutes }, async () => {
    const run = await smokeWith(undefined);
    expect(run.judgement.objectives.filter((result) => result.outcome !== "pass")).toEqual([]);
    expect(run.exitCode).toBe(0);
  });

  it.each(Object.entries(smokeDefects))(
    "%s turns its own objectives red and no others",
    { timeout: 10 * minutes },
    async (defect, expected) => {
      const run = await smokeWith(defect);
      const outcomes = (wanted: string) =>
        run.judgement.objectives.filter((result) => result.outcome === wanted).map((result) => result.id);
      expect(outcomes("fail").sort()).toEqual([...expected].sort());
      const others = run.judgement.objectives.filter((result) => !expected.includes(result.id));
      const unexpected = others.filter((result) => !["pass", "not-evaluated"].includes(result.outcome));
      expect(unexpected).toEqual([]);
      expect(run.exitCode).toBe(1);
    },
  );
});

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { catalogue, findDrill } from "../../../../drills/catalogue.ts";
import { experiments } from "../../../../drills/chaos/experiments.ts";
import { buildRun } from "../../../fixtures/evidence/build-run.ts";
import { drill, ownFolder } from "../played-edges.ts";

describe("judge", () => {
  it("repeats the verdict of a sealed run", async () => {
    const run = join(await ownFolder(), "run");
    await buildRun(run, {});
    const { exitCode, stdout } = await drill(["judge", run]);
    expect(stdout).toMatch(/^PASS: /);
    expect(exitCode).toBe(0);
  });

  it("refuses an edited file by name", async () => {
    const run = join(await ownFolder(), "run");
    const { paths } = await buildRun(run, {});
    await writeFile(paths.plan, "{}");
    const { exitCode, stderr } = await drill(["judge", run]);
    expect(stderr).toContain("evidence.edited");
    expect(stderr).toContain("plan.json");
    expect(exitCode).toBe(2);
  });
});

describe("drills", () => {
  it("lists every drill with what it proves, the experiments among them", async () => {
    const { stdout } = await drill(["drills"]);
    const lines = stdout.split("\n");
    expect(lines).toHaveLength(catalogue.length);
    expect(lines).toContain(`chaos/redis-down\t${findDrill("chaos/redis-down").summary}`);
    for (const { name } of experiments) expect(stdout).toContain(`chaos/${name}\t`);
  });
});

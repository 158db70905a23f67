import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { execa } from "execa";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { buildRun } from "../../fixtures/evidence/build-run.ts";

const main = resolve(import.meta.dirname, "../../../cli/main.ts");
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "drill-cli-"));
});
afterEach(() => rm(folder, { recursive: true }));

const drill = (...args: string[]) =>
  execa(process.execPath, [main, ...args], {
    reject: false,
    cwd: folder,
    env: {
      DRILL_STATE_DIR: join(folder, "state"),
      DRILL_CACHE_DIR: join(folder, "cache"),
      DRILL_WORLD: "registry-only",
    },
  });

describe("bad input gives one error with its remedy, code 2, and leaves nothing", () => {
  it.each([
    ["an unknown drill", ["run", "smoek"], "drill.unknown", "the drills are: "],
    ["an unknown stack", ["run", "smoke", "--stack", "nope"], "stack.unknown", "stacks/Pulumi.<stack>.yaml"],
    ["a bare number as duration", ["run", "smoke", "--duration", "60"], "duration.invalid", "90s, 5m or 1h30m"],
    ["a rate of zero", ["run", "smoke", "--rate", "0"], "rate.invalid", "above 0"],
    ["a setting without a value", ["run", "smoke", "-c", "registry"], "config.override", "-c key=value"],
    ["an unknown config key", ["run", "smoke", "-c", "regsitry=x"], "config.invalid", "registry"],
    ["a config value of the wrong type", ["up", "-c", "llmLatencyMs=fast"], "config.invalid", "llmLatencyMs"],
    ["an environment that does not exist", ["down", "nope"], "environment.unknown", "drill list"],
    ["no environment to take down", ["down"], "environment.which", "nothing to take down"],
  ])("%s", async (_what, args, code, remedy) => {
    const { exitCode, stderr } = await drill(...args);
    expect(stderr).toContain(`drill: ${code}: `);
    expect(stderr).toContain(remedy);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(exitCode).toBe(2);
    expect(await readdir(folder)).toEqual([]);
  });

  it.each([[["frobnicate"]], [["run"]], [["run", "smoke", "--keep", "sometimes"]], [["judge"]]])(
    "a wrong command line: %j",
    async (args) => {
      expect((await drill(...args)).exitCode).toBe(2);
    },
  );
});

describe("judge", () => {
  it("repeats the verdict of a sealed run", async () => {
    await buildRun(join(folder, "run"), {});
    const { exitCode, stdout } = await drill("judge", "run");
    expect(stdout).toMatch(/^PASS: /);
    expect(exitCode).toBe(0);
  });

  it("refuses an edited file by name", async () => {
    const { paths } = await buildRun(join(folder, "run"), {});
    await writeFile(paths.plan, "{}");
    const { exitCode, stderr } = await drill("judge", "run");
    expect(stderr).toContain("evidence.edited");
    expect(stderr).toContain("plan.json");
    expect(exitCode).toBe(2);
  });
});

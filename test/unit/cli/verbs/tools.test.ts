import { beforeEach, expect, it } from "vitest";
import { DrillError } from "../../../../common/errors.ts";
import { aToolset, drill, ownFolder } from "../played-edges.ts";

beforeEach(async () => void (await ownFolder()));

it("env prints what a shell takes, quoted, and leaves Docker up for the Pulumi that follows", async () => {
  const prepareToolset = async () => aToolset({ stackDefaults: { owner: "o'neill" } });
  const ended = await drill(["env"], { prepareToolset });
  expect(ended.stdout).toMatch(/^export PATH='\/nowhere\/pulumi\/bin:/m);
  expect(ended.stdout).toContain(`export DRILL_STACK_DEFAULTS='{"owner":"o'\\''neill"}'`);
  expect(ended).toMatchObject({ exitCode: 0, dockerDrops: 0 });
});

it("env that fails leaves no Docker daemon", async () => {
  const failed = new DrillError({ code: "download.failed", kind: "environment", message: "m", remedy: "r" });
  const ended = await drill(["env"], { prepareToolset: () => Promise.reject(failed) });
  expect(ended).toMatchObject({ exitCode: 3, dockerDrops: 1, stderr: "drill: download.failed: m\n  remedy: r" });
});

it("exec gives the command's own code, and a command that is not there is bad input", async () => {
  const prepareToolset = async () => aToolset();
  expect((await drill(["exec", "sh", "-c", "exit 7"], { prepareToolset })).exitCode).toBe(7);
  const ended = await drill(["exec", "no-such-command"], { prepareToolset });
  expect(ended.stderr).toContain("drill: exec.missing: there is no command no-such-command");
  expect(ended.exitCode).toBe(2);
});

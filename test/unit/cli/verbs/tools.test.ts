import { beforeEach, describe, expect, it } from "vitest";
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

describe("env of a stack", () => {
  const played = {
    prepareToolset: async () =>
      aToolset({
        stackDefaults: { nodeImage: "node:1", imageArchives: '["base.tar"]' },
        chaosDefaults: async () => ({ guardImage: "guard:1", imageArchives: '["chaos.tar"]' }),
        observabilityDefaults: async () => ({ prometheusImage: "prometheus:1", imageArchives: '["observed.tar"]' }),
      }),
  };
  const defaultsOf = async (...args: string[]) => {
    const { stdout } = await drill(["env", ...args], played);
    return JSON.parse(/^export DRILL_STACK_DEFAULTS='(.*)'$/m.exec(stdout)?.[1] ?? "null");
  };

  it("names the images that this stack's config asks for", async () => {
    expect(await defaultsOf("--stack", "chaos")).toEqual({
      nodeImage: "node:1",
      guardImage: "guard:1",
      prometheusImage: "prometheus:1",
      imageArchives: '["base.tar","chaos.tar","observed.tar"]',
    });
  });

  it("is that of smoke unless another is asked for, and makes nothing that smoke does not run", async () => {
    const smoke = { nodeImage: "node:1", imageArchives: '["base.tar"]' };
    expect(await defaultsOf()).toEqual(smoke);
    expect(await defaultsOf("--stack", "smoke")).toEqual(smoke);
  });

  it("that there is not is bad input, found before any tool is made", async () => {
    const ended = await drill(["env", "--stack", "no-such-stack"]);
    expect(ended.stderr).toContain("drill: stack.unknown");
    expect(ended.exitCode).toBe(2);
  });
});

it("exec takes the stack in front of the command, whose own options are left to it", async () => {
  const chaosDefaults = async () => ({ guardImage: "guard:1" });
  const observabilityDefaults = async () => ({});
  const prepareToolset = async () => aToolset({ stackDefaults: {}, chaosDefaults, observabilityDefaults });
  const check = 'test "$DRILL_STACK_DEFAULTS" = "{\\"guardImage\\":\\"guard:1\\"}"';
  expect((await drill(["exec", "--stack", "chaos", "sh", "-c", check], { prepareToolset })).exitCode).toBe(0);
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

import { readdir } from "node:fs/promises";
import { beforeEach, describe, expect, it } from "vitest";
import { drill, ownFolder } from "./played-edges.ts";

let folder: string;
beforeEach(async () => {
  folder = await ownFolder();
});

const onCluster = (kubeconfig: string) =>
  ["clusterProvider=existing", `kubeconfig=${kubeconfig}`, "kubeContext=lab"].flatMap((each) => ["-c", each]);

describe("bad input gives one error with its remedy, code 2, before anything is made ready", () => {
  it.each([
    ["an unknown drill", ["run", "smoek"], "drill.unknown", "the drills are: "],
    ["an unknown drill after a known one", ["run", "smoke", "smoek"], "drill.unknown", "the drills are: "],
    ["an unknown stack", ["run", "smoke", "--stack", "nope"], "stack.unknown", "stacks/Pulumi.<stack>.yaml"],
    ["a bare number as duration", ["run", "smoke", "--duration", "60"], "duration.invalid", "90s, 5m or 1h30m"],
    ["a rate of zero", ["run", "smoke", "--rate", "0"], "rate.invalid", "above 0"],
    ["a dataset that is not there", ["run", "smoke", "--dataset", "nope.json"], "dataset.invalid", "demo_requests"],
    ["a setting without a value", ["run", "smoke", "-c", "registry"], "config.override", "-c key=value"],
    ["an unknown config key", ["run", "smoke", "-c", "regsitry=x"], "config.invalid", "registry"],
    ["a config value of the wrong type", ["up", "-c", "llmLatencyMs=fast"], "config.invalid", "llmLatencyMs"],
    ["a target's setting of the wrong type", ["up", "-c", 'env={"RATE_LIMIT_WINDOW":"x"}'], "config.invalid", "env"],
    ["snapshots that are not there", ["run", "smoke", "-c", "openapiSnapshots=/nope"], "snapshots.missing", "folder"],
    ["a kubeconfig that is not there", ["up", ...onCluster("/nope")], "kubeconfig.unreadable", "path of a kubeconfig"],
    ["an environment that does not exist", ["down", "nope"], "environment.unknown", "drill list"],
    ["no environment to take down", ["down"], "environment.which", "drill up"],
    ["no drill to stop", ["stop"], "environment.which", "drill up"],
    ["an environment to stop that does not exist", ["stop", "nope"], "environment.unknown", "drill list"],
    ["an unknown drill to plan", ["plan", "smoek"], "drill.unknown", "the drills are: "],
    ["nothing to attach to", ["run", "smoke", "--attach", "nope"], "environment.unknown", "drill list"],
    [
      "another name than the context's",
      ["lease", "grant", "--context", "lab", "--ttl", "1h"],
      "lease.name",
      "type lab",
    ],
  ])("%s", async (_what, args, code, remedy) => {
    const { exitCode, stdout, stderr } = await drill(args);
    expect(stderr.match(/^drill: \S+: /gm)).toEqual([`drill: ${code}: `]);
    expect(stderr.match(/^ {2}remedy: /gm)).toHaveLength(1);
    expect(stderr).toContain(remedy);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(stdout).toBe("");
    expect(exitCode).toBe(2);
    expect(await readdir(folder)).toEqual([]);
  });

  it.each([
    [["frobnicate"]],
    [["run"]],
    [["run", "smoke", "--keep", "sometimes"]],
    [["run", "smoke", "--stack", "smoke", "--attach", "e"]],
    [["run", "smoke", "-c", "ttl=1h", "--attach", "e"]],
    [["judge"]],
    [["lease", "grant", "--ttl", "1h"]],
  ])("a wrong command line: %j", async (args) => {
    const { exitCode, stderr } = await drill(args);
    expect(stderr).toMatch(/^drill: usage: .+\n(\(.+\)\n)? {2}remedy: .*drill --help/);
    expect(exitCode).toBe(2);
  });
});

describe("help", () => {
  it("is a result and no failure", async () => {
    const { exitCode, stdout, stderr } = await drill(["--help"]);
    expect(stdout).toContain("Exit codes: 0 PASS");
    expect(stderr).toBe("");
    expect(exitCode).toBe(0);
  });
});

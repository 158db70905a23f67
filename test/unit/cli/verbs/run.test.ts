import { chmod, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { DrillError, type ErrorKind } from "../../../../common/errors.ts";
import type { DrillEntry } from "../../../../drills/catalogue.ts";
import { createHome } from "../../../../engine/environment/home.ts";
import { listLeases, removeHome, writeLease } from "../../../../engine/environment/record.ts";
import type { Verdict } from "../../../../engine/evidence/objective.ts";
import { runPaths } from "../../../../engine/evidence/run-folder.ts";
import { runDrill, type RunRequest, type RunResult } from "../../../../engine/run-drill.ts";
import { processStartTime } from "../../../../toolchain/docker/host.ts";
import { openPlan } from "../../engine/load/some-plans.ts";
import { someOutputs } from "../../../helpers/outputs.ts";
import { aLease, aToolset, drill, ownFolder } from "../played-edges.ts";

let folder: string;
beforeEach(async () => {
  folder = await ownFolder();
});

const prepareToolset = async () => aToolset();

const resultOf = (request: RunRequest, verdict: Verdict): RunResult => ({
  judgement: { verdict, reason: `it is ${verdict}`, objectives: [] },
  paths: runPaths(join(request.runsFolder, request.runId)),
  leftBehind: [],
  kept: null,
});

/** Plays runs that end so, one after the other: with a verdict, or with an error of this kind. */
function played(...ends: (Verdict | ErrorKind)[]) {
  const requests: RunRequest[] = [];
  const play = async (request: RunRequest): Promise<RunResult> => {
    const end = ends[requests.length];
    requests.push(request);
    if (end === "usage" || end === "environment") {
      throw new DrillError({ code: "late", kind: end, message: "late trouble", remedy: "mend it" });
    }
    return resultOf(request, end ?? "PASS");
  };
  return { requests, runDrill: play };
}

describe("run of several drills", () => {
  it.each([
    [["PASS", "FAIL"], 1],
    [["FAIL", "usage"], 1],
    [["PASS", "usage"], 2],
    [["environment", "FAIL"], 3],
    [["INCONCLUSIVE", "PASS"], 4],
  ] as const)("that end %j gives %i and hides none of them", async (ends, code) => {
    const { requests, runDrill } = played(...ends);
    const ended = await drill(["run", "smoke", "load/sustained"], { prepareToolset, runDrill });
    expect(requests.map((request) => request.program.name)).toEqual(["smoke", "load/sustained"]);
    for (const [index, end] of ends.entries()) {
      const late = end === "usage" || end === "environment";
      const line = late ? "drill: late: late trouble" : `${requests[index]?.program.name} ${end}: it is ${end}`;
      expect(late ? ended.stderr : ended.stdout).toContain(line);
    }
    expect(ended).toMatchObject({ exitCode: code, dockerDrops: 1 });
  });

  it("ends with the one that was interrupted", async () => {
    const { requests, runDrill } = played("PASS", "PASS");
    const interrupt = async (request: RunRequest) => {
      process.emit("SIGINT", "SIGINT");
      return runDrill(request);
    };
    const ended = await drill(["run", "smoke", "smoke"], { prepareToolset, runDrill: interrupt });
    expect(requests).toHaveLength(1);
    expect(ended.stdout).toContain("smoke PASS");
    expect(ended.exitCode).toBe(130);
  });
});

describe("run --attach", () => {
  it("drills with the config that the environment was brought up with, and leaves it up", async () => {
    await createHome("e1");
    writeLease(aLease({ config: { identityHeader: "X-Brought-Up", env: '{"RATE_LIMIT_REQUESTS":"7"}' } }));
    const { requests, runDrill } = played("PASS");
    const ended = await drill(["run", "smoke", "--attach", "e1"], { prepareToolset, runDrill });
    expect(ended.exitCode).toBe(0);
    const [request] = requests;
    expect(request?.program.loads[0]?.identities.header).toBe("X-Brought-Up");
    expect(request?.program.loads[0]?.identities.count).toBeGreaterThan(100);
    expect(request?.source.takeDown).toBeUndefined();
    expect(await listLeases()).toMatchObject([{ id: "e1", status: "kept" }]);
  });

  it.skipIf(process.platform !== "linux")("is refused while another process works on it (Linux)", async () => {
    await createHome("e1");
    writeLease(aLease({ holder: { pid: process.ppid, startTime: (await processStartTime(process.ppid)) ?? "" } }));
    const ended = await drill(["run", "smoke", "--attach", "e1"], { prepareToolset });
    expect(ended.stderr).toContain(`drill: environment.held: process ${process.ppid} works on environment e1`);
    expect(ended.exitCode).toBe(2);
  });
});

describe("a k6 script that fails", () => {
  it("is one error with its remedy and ERROR, and the environment goes", async () => {
    const k6 = join(folder, "k6");
    await writeFile(k6, "#!/bin/sh\necho 'TypeError: x is not a function' >&2\nexit 107\n");
    await chmod(k6, 0o755);
    const ended = await drill(["run", "one-load"], {
      runDrill,
      findDrill: () => oneLoad,
      prepareToolset: async () => aToolset({ k6: Promise.resolve(k6) }),
      provision: async (made) => {
        await createHome(made.id);
        writeLease(made);
        return someOutputs();
      },
      takeDown: async (id) => {
        await removeHome(id);
        return [];
      },
    });
    expect(ended.stderr.match(/^error .*/gm)).toEqual([
      "error load.script: the k6 script failed (exit code 107): TypeError: x is not a function",
    ]);
    expect(ended.stderr).toMatch(/^ {2}remedy: read .*slo\.k6\.log for what k6 said, then run the drill again$/m);
    expect(ended.stdout).toMatch(/^one-load ERROR: .*load\.script/);
    expect(ended).toMatchObject({ exitCode: 3, dockerDrops: 1 });
    expect(await listLeases()).toEqual([]);
    expect(await readdir(join(folder, "runs"))).toHaveLength(1);
  });
});

/** A drill that is nothing but a load. */
const oneLoad: DrillEntry = {
  name: "one-load",
  summary: "a load",
  defaultStack: "smoke",
  build: ({ stack }) => {
    const plan = openPlan();
    return {
      name: "one-load",
      stack,
      objectives: [],
      loads: [plan],
      changedDefaults: [],
      act: (session) => session.phase("load", () => session.load(plan)),
    };
  },
};

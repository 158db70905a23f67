import { mkdir, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { createLoadFolder, createRunFolder, runPaths } from "../../../../engine/evidence/run-folder.ts";
import { temporaryFolder } from "./temporary-folder.ts";

describe("runPaths", () => {
  it("names every file of a run", () => {
    const { root, load, ...paths } = runPaths("/runs/r1");
    const below = (path: string) => relative(root, path);
    expect(Object.values(paths).map(below).sort()).toEqual(
      [
        "alerts.ndjson",
        "environment.json",
        "events.ndjson",
        "gaps.json",
        "journal.ndjson",
        "judgement.json",
        "junit.xml",
        "manifest.json",
        "plan.json",
        "pods",
        "report.html",
        "report.json",
        "report.md",
        "runbook.md",
        "series.ndjson",
        "writes.ndjson",
      ].sort(),
    );
    expect(Object.values(load("mixed")).map(below)).toEqual([
      "loads/mixed",
      "loads/mixed/samples.csv.gz",
      "loads/mixed/generator.json",
      "loads/mixed/summary.json",
    ]);
  });

  it.each(["../other", "a/b", "", ".hidden", "a b"])("refuses a load called %j", (name) => {
    expect(() => runPaths("/runs/r1").load(name)).toThrow(expect.objectContaining({ code: "run.name" }));
  });
});

describe("createRunFolder", () => {
  it("claims a folder, with the folder of all runs where that is missing", async () => {
    const runs = join(await temporaryFolder(), "runs");
    const paths = await createRunFolder(runs, "r1");
    expect((await stat(paths.root)).isDirectory()).toBe(true);
    expect(paths.root).toBe(join(runs, "r1"));
  });

  it("refuses one that is there", async () => {
    const runs = await temporaryFolder();
    await mkdir(join(runs, "r1"));
    await expect(createRunFolder(runs, "r1")).rejects.toMatchObject({ code: "run.exists", kind: "usage" });
  });

  it("lets exactly one of many claims succeed", async () => {
    const runs = await temporaryFolder();
    const claims = await Promise.allSettled(Array.from({ length: 8 }, () => createRunFolder(runs, "r1")));
    expect(claims.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  it("refuses an id that leads elsewhere", async () => {
    await expect(createRunFolder(await temporaryFolder(), "../r1")).rejects.toMatchObject({ code: "run.name" });
  });
});

describe("createLoadFolder", () => {
  it("makes the load's folder", async () => {
    const run = await createRunFolder(await temporaryFolder(), "r1");
    const { folder } = await createLoadFolder(run, "mixed");
    expect((await stat(folder)).isDirectory()).toBe(true);
  });
});

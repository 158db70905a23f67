import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { verifyManifest, writeManifest } from "../../../../engine/evidence/manifest.ts";
import { judge } from "../../../../engine/judge/judge.ts";
import { renderRun } from "../../../../engine/report/render-run.ts";
import { failRun } from "./example-runs.ts";

async function runFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "drill-report-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

it("writes the four files and returns what they say", async () => {
  const folder = await runFolder();
  const report = await renderRun(folder, failRun(), judge(failRun()));
  expect((await readdir(folder)).sort()).toEqual(["junit.xml", "report.html", "report.json", "report.md"]);
  expect(JSON.parse(await readFile(join(folder, "report.json"), "utf8"))).toEqual(report);
  expect(await readFile(join(folder, "report.html"), "utf8")).toMatch(/^<!doctype html>/);
  expect(await readFile(join(folder, "report.md"), "utf8")).toMatch(/^# ✕ FAIL/);
  expect(await readFile(join(folder, "junit.xml"), "utf8")).toMatch(/^<\?xml version="1.0"/);
});

it("leaves a sealed run sealed when it is rendered again", async () => {
  const folder = await runFolder();
  await renderRun(folder, failRun(), judge(failRun()));
  await writeManifest(folder);
  await renderRun(folder, failRun(), judge(failRun()));
  expect(await verifyManifest(folder)).toEqual([]);
});

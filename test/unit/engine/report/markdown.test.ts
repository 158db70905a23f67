import { describe, expect, it } from "vitest";
import type { Evidence } from "../../../../engine/evidence/evidence.ts";
import { judge } from "../../../../engine/judge/judge.ts";
import { reportMarkdown } from "../../../../engine/report/markdown.ts";
import { buildReport } from "../../../../engine/report/model.ts";
import { chaosRun, errorRun, failRun, passRun } from "./example-runs.ts";
import { hostile } from "./hostile.ts";

const reportOf = (evidence: Evidence) => buildReport(evidence, judge(evidence));
const cellsOf = (markdown: string) =>
  markdown
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .map((line) => line.split("|").length);

describe("reportMarkdown", () => {
  it("begins with the verdict and the reason", () => {
    const [title, , why] = reportMarkdown(reportOf(failRun())).split("\n");
    expect(title).toBe("# ✕ FAIL: chaos drill");
    expect(why).toContain("**4 failed: services-green, load.p50.draft, load.p95.draft, load.errors**");
  });

  it("has the sections that a run gives cause for, and no others", () => {
    const headings = (evidence: Evidence) => reportMarkdown(reportOf(evidence)).match(/^## .*$/gm);
    expect(headings(passRun())).toEqual([
      "## Objectives",
      "## Loads",
      "## What this run did not test",
      "## Environment",
    ]);
    expect(headings(chaosRun())).toEqual([
      "## Objectives",
      "## Faults",
      "## Alerts",
      "## Loads",
      "## Breakers, bulkheads, agents and pods",
      "## What this run did not test",
      "## Environment",
    ]);
    expect(headings(errorRun())).toEqual([
      "## What to do next",
      "## Objectives",
      "## Errors of the drill or its environment",
      "## Left behind, with the commands that remove it",
      "## What this run did not test",
      "## Environment",
    ]);
  });

  it("has the steps of every fault and the times that were measured", () => {
    const markdown = reportMarkdown(reportOf(chaosRun()));
    expect(markdown).toContain("| mesh-myocyte-refused | 1:49 | 1:50 | 1:51 | 2:16 | 2:18 |");
    expect(markdown).toContain(
      "| mesh's breaker towards the agent opens | breaker of mesh towards myocyte | 3.9 s | 5.0 s after injected |",
    );
    expect(markdown).toContain("| 2:05 | 15.0 s after mesh-myocyte-refused | 2:06 | 2:32 |");
    expect(markdown).toContain("| circuit&#95;breaker&#95;state | myocyte | mesh-6c9d8b7f5-k8m9p | 0 | 2 | 4 |");
  });

  it("has one row for each objective", () => {
    const report = reportOf(failRun());
    const rows = reportMarkdown(report).match(/^\| [✕✓–?!] .*$/gm);
    expect(rows).toHaveLength(report.objectives.length);
    expect(rows?.[0]).toMatch(/^\| ✕ fail \| \/health and \/ready are green \(services-green\) \|/);
  });

  it("shows hostile text as text, with the tables and headings unbroken", () => {
    const report = reportOf(failRun());
    const [clean, poisoned] = [reportMarkdown(report), reportMarkdown(hostile(report))];
    expect(poisoned).not.toMatch(/<script|<img|\]\(/);
    expect(cellsOf(poisoned)).toEqual(cellsOf(clean));
    expect(poisoned.match(/^#+ /gm)).toEqual(clean.match(/^#+ /gm));
  });

  it("fits a job's summary however much went wrong", () => {
    const many = Array.from({ length: 50_000 }, (_, n) => ({ what: `probe-${n}`, reason: "no answer within 15 s" }));
    const markdown = reportMarkdown({ ...reportOf(passRun()), gaps: many });
    expect(Buffer.byteLength(markdown)).toBeLessThan(100_000);
    expect(markdown).toContain("- and 49970 more, in report.json");
  });
});

import { writeFile } from "node:fs/promises";
import type { Evidence } from "../evidence/evidence.ts";
import type { Judgement } from "../evidence/objective.ts";
import { runPaths } from "../evidence/run-folder.ts";
import { reportHtml } from "./html.ts";
import { reportJson } from "./json.ts";
import { reportJunit } from "./junit.ts";
import { reportMarkdown } from "./markdown.ts";
import { buildReport } from "./model.ts";
import type { Report } from "./schema.ts";

/**
 * Writes report.html, report.md, report.json and junit.xml into a run's folder, over what is there. The bytes depend on
 * evidence and judgement alone, so that a sealed run can be rendered again without breaking its manifest.
 * @param folder the run's folder, which must exist
 */
export async function renderRun(folder: string, evidence: Evidence, judgement: Judgement): Promise<Report> {
  const report = buildReport(evidence, judgement);
  const paths = runPaths(folder);
  await writeFile(paths.reportJson, reportJson(report));
  await writeFile(paths.reportMarkdown, reportMarkdown(report));
  await writeFile(paths.junit, reportJunit(report));
  await writeFile(paths.reportHtml, reportHtml(report));
  return report;
}

import { writeFile } from "node:fs/promises";
import { loadEvidence } from "./evidence/load-evidence.ts";
import { writeLoadSummaries } from "./evidence/load-summary-file.ts";
import { writeManifest } from "./evidence/manifest.ts";
import type { Judgement } from "./evidence/objective.ts";
import type { RunPaths } from "./evidence/run-folder.ts";
import { judge } from "./judge/judge.ts";
import { renderRun } from "./report/render-run.ts";

/** Judges a finished run, writes verdict and reports into its folder, and seals the folder with its manifest. */
export async function concludeRun(paths: RunPaths): Promise<Judgement> {
  const evidence = await loadEvidence(paths.root);
  const judgement = judge(evidence);
  await writeFile(paths.judgement, `${JSON.stringify(judgement, null, 2)}\n`);
  await writeLoadSummaries(paths, evidence);
  await renderRun(paths.root, evidence, judgement);
  await writeManifest(paths.root);
  return judgement;
}

import { isDeepStrictEqual } from "node:util";
import { DrillError } from "../../common/errors.ts";
import { readJsonFile } from "../evidence/json-file.ts";
import { loadEvidence } from "../evidence/load-evidence.ts";
import { requireIntact } from "../evidence/manifest.ts";
import { judgement as judgementSchema } from "../evidence/objective.ts";
import type { Judgement } from "../evidence/objective.ts";
import { runPaths } from "../evidence/run-folder.ts";
import { judge } from "./judge.ts";

/**
 * Judges a stored run again.
 * @returns the judgement, which is the stored one
 * @throws DrillError "evidence.edited" or "evidence.unsealed" for a folder that is not as its manifest says,
 * "evidence.unreadable" naming a file, "evidence.disagrees" where the stored judgement is not what the evidence gives
 */
export async function judgeRun(folder: string): Promise<Judgement> {
  await requireIntact(folder);
  const judgement = judge(await loadEvidence(folder));
  const file = runPaths(folder).judgement;
  const stored = await readJsonFile(file, judgementSchema);
  if (!isDeepStrictEqual(stored, judgement)) throw disagrees(file, stored, judgement);
  return judgement;
}

function disagrees(file: string, stored: Judgement, now: Judgement): DrillError {
  return new DrillError({
    code: "evidence.disagrees",
    kind: "usage",
    message: `${file} does not follow from the evidence: ${firstDifference(stored, now)}`,
    remedy: "judge with the version that ran the drill, or run the drill again",
  });
}

function firstDifference(stored: Judgement, now: Judgement): string {
  if (stored.verdict !== now.verdict) return `it says ${stored.verdict}, the evidence gives ${now.verdict}`;
  const index = now.objectives.findIndex((result, i) => !isDeepStrictEqual(result, stored.objectives[i]));
  const result = now.objectives[index];
  if (result !== undefined) return `the evidence gives ${result.outcome} for ${result.id}: ${result.observed}`;
  return `the evidence gives the reason "${now.reason}"`;
}

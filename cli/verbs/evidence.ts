import { resolve } from "node:path";
import type { Command } from "commander";
import { catalogue } from "../../drills/catalogue.ts";
import { loadEvidence } from "../../engine/evidence/load-evidence.ts";
import { requireIntact } from "../../engine/evidence/manifest.ts";
import { runPaths } from "../../engine/evidence/run-folder.ts";
import { judgeRun } from "../../engine/judge/judge-run.ts";
import { renderRun } from "../../engine/report/render-run.ts";
import type { Edges } from "../edges.ts";
import { exitCodeOf } from "../exit-codes.ts";

/** Verbs that work from evidence alone: no cluster, no tool. */
export function registerEvidenceVerbs(program: Command, { print }: Edges, finish: (code: number) => void): void {
  program
    .command("judge <run-folder>")
    .description("recompute a run's verdict from its raw data; refuses edited evidence by name")
    .action(async (folder: string) => {
      const judgement = await judgeRun(resolve(folder));
      print(`${judgement.verdict}: ${judgement.reason}`);
      finish(exitCodeOf(judgement.verdict, []));
    });

  program
    .command("report <run-folder>")
    .description("render a run's report again from its evidence alone")
    .action(async (folder: string) => {
      const root = resolve(folder);
      await requireIntact(root);
      await renderRun(root, await loadEvidence(root), await judgeRun(root));
      print(runPaths(root).reportHtml);
    });

  program
    .command("drills")
    .description("list the drills there are")
    .action(() => {
      for (const drill of catalogue) print(`${drill.name}\t${drill.summary}`);
    });
}

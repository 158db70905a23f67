import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadEvidence } from "../engine/evidence/load-evidence.ts";
import { runPaths } from "../engine/evidence/run-folder.ts";
import { openSamples } from "../engine/evidence/sample-codec.ts";
import { judge } from "../engine/judge/judge.ts";
import { renderRun } from "../engine/report/render-run.ts";
import { buildRun } from "../test/fixtures/evidence/build-run.ts";
import { seconds } from "./median.ts";

const samples = 1_000_000;

/** Judging and rendering a run of a million samples: seconds and peak memory of this process. */
export async function reportBench(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "drill-bench-"));
  try {
    const run = join(folder, "run");
    const { evidence } = await buildRun(run, {});
    const plan = evidence.loads[0]?.plan;
    if (plan === undefined) throw new Error("the fixture has no load");
    const file = runPaths(run).load(plan.name).samples;
    await rm(file);
    const writer = openSamples(file);
    for (let n = 0; n < samples; n += 1) {
      const endpoint = plan.endpoints[n % plan.endpoints.length]?.name ?? "";
      writer.write({ startMs: 1e12 + n, durationMs: 20 + (n % 97), endpoint, outcome: "ok", n });
    }
    writer.close();
    const took = await seconds(async () => {
      const loaded = await loadEvidence(run);
      await renderRun(run, loaded, judge(loaded));
    });
    const peak = process.resourceUsage().maxRSS / 1024;
    console.log(`report over ${samples} samples: ${took.toFixed(1)} s, peak memory ${peak.toFixed(0)} MB`);
  } finally {
    await rm(folder, { recursive: true });
  }
}

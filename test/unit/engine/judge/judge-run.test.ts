import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { writeManifest } from "../../../../engine/evidence/manifest.ts";
import type { RunPaths } from "../../../../engine/evidence/run-folder.ts";
import { judgeRun } from "../../../../engine/judge/judge-run.ts";
import { buildRun } from "../../../fixtures/evidence/build-run.ts";
import type { RunOverrides } from "../../../fixtures/evidence/build-run.ts";
import { aLoad, someSamples } from "../../../fixtures/evidence/records.ts";
import { temporaryFolder } from "../evidence/temporary-folder.ts";

const build = async (overrides: RunOverrides = {}) => buildRun(join(await temporaryFolder(), "run-1"), overrides);

async function edit(file: string, change: (text: string) => string): Promise<void> {
  const text = await readFile(file, "utf8");
  expect(change(text)).not.toBe(text);
  await writeFile(file, change(text));
}

/** One request that was slow is made fast. */
async function editSample(paths: RunPaths): Promise<void> {
  const file = paths.load("mixed").samples;
  const text = gunzipSync(await readFile(file)).toString();
  await writeFile(file, gzipSync(text.replace(",89,", ",1,")));
}

describe("judgeRun", () => {
  it("gives the stored judgement of an unchanged run", async () => {
    const { paths, judgement } = await build();
    expect(await judgeRun(paths.root)).toEqual(judgement);
  });

  it("gives FAIL for a run that failed", async () => {
    const slow = { mixed: someSamples(aLoad(), { latencyMs: () => 900 }) };
    const { paths } = await build({ samples: slow });
    expect((await judgeRun(paths.root)).verdict).toBe("FAIL");
  });

  it.each<[string, string, (paths: RunPaths) => Promise<void>]>([
    ["one sample", "loads/mixed/samples.csv.gz (edited)", editSample],
    [
      "one byte of a log",
      "pods/mesh-0/mesh.log (edited)",
      ({ pods }) => edit(join(pods, "mesh-0/mesh.log"), (text) => text.replace("8080", "8081")),
    ],
    [
      "one word of the verdict",
      "judgement.json (edited)",
      ({ judgement }) => edit(judgement, (text) => text.replace("PASS", "FAIL")),
    ],
    [
      "one event",
      "journal.ndjson (edited)",
      ({ journal }) => edit(journal, (text) => text.replace('"ok":true', '"ok":null')),
    ],
    ["one limit", "plan.json (edited)", ({ plan }) => edit(plan, (text) => text.replace("400", "900"))],
    ["a log taken away", "pods/mesh-0/mesh.log (missing)", ({ pods }) => rm(join(pods, "mesh-0/mesh.log"))],
    ["a report slipped in", "report.html (unlisted)", ({ reportHtml }) => writeFile(reportHtml, "<p>PASS</p>")],
  ])("refuses %s, naming the file", async (_what, named, change) => {
    const { paths } = await build();
    await change(paths);
    await expect(judgeRun(paths.root)).rejects.toMatchObject({
      code: "evidence.edited",
      message: expect.stringMatching(new RegExp(`: ${named.replace(/[.()]/g, "\\$&")}$`)),
    });
  });

  it.each<[string, (text: string) => string, RegExp]>([
    ["verdict", (text) => text.replace('"PASS"', '"FAIL"'), /says FAIL, the evidence gives PASS$/],
    ["outcome", (text) => text.replace('"pass"', '"fail"'), /gives pass for ready: 3 of 3 observations ok$/],
    ["number", (text) => text.replace("up to 88.1", "up to 28.1"), /gives pass for p95.plan: .*up to 88.1 ms/],
    ["reason", (text) => text.replace("4 of 4", "5 of 5"), /gives the reason "4 of 4 objectives passed"$/],
  ])(
    "refuses a stored %s that the evidence does not give, even where the seal was renewed",
    async (_what, change, said) => {
      const { paths } = await build();
      await edit(paths.judgement, change);
      await writeManifest(paths.root);
      await expect(judgeRun(paths.root)).rejects.toMatchObject({
        code: "evidence.disagrees",
        message: expect.stringMatching(said),
      });
    },
  );

  it("judges the same wherever the folder stands, also with evidence missing", async () => {
    const torn = gzipSync("start_ms,duration_ms,endpoint,outcome,n\n1,2,pl");
    const first = await build();
    await writeFile(first.paths.load("mixed").samples, torn);
    await writeManifest(first.paths.root);
    const said = await judgeRun(first.paths.root).catch((thrown: Error) => thrown.message);
    expect(said).toContain("it says PASS, the evidence gives INCONCLUSIVE");
  });

  it("refuses a run that was never sealed", async () => {
    const { paths } = await build();
    await rm(paths.manifest);
    await expect(judgeRun(paths.root)).rejects.toMatchObject({ code: "evidence.unsealed" });
  });

  it("refuses a sealed folder without a judgement", async () => {
    const { paths } = await build();
    await rm(paths.judgement);
    await writeManifest(paths.root);
    await expect(judgeRun(paths.root)).rejects.toMatchObject({
      code: "evidence.unreadable",
      message: expect.stringContaining("judgement.json"),
    });
  });
});

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { describe, expect, it, onTestFinished } from "vitest";
import { judgement } from "../../engine/evidence/objective.ts";
import { gapsDocument } from "../../engine/recovery/gaps.ts";
import { main } from "./helpers/standing.ts";

const timeout = 20 * 60_000;

/** Runs the restore drill with a hundredth of the data. */
async function rehearsal(...more: string[]) {
  const runs = await mkdtemp(join(tmpdir(), "drill-restore-"));
  onTestFinished(() => rm(runs, { recursive: true }));
  const args = ["run", "restore", "--scale", "0.01", "--runs", runs, ...more];
  const { exitCode, stdout } = await execa(process.execPath, [main, ...args], { reject: false, stderr: "inherit" });
  const folder = dirname(stdout.trim().split("\n").at(-1) ?? "");
  const read = (name: string) => readFile(join(folder, name), "utf8");
  const judged = judgement.parse(JSON.parse(await read("judgement.json")));
  const failed = judged.objectives.filter(({ outcome }) => outcome === "fail").map(({ id }) => id);
  process.stdout.write(`restore ${more.join(" ")}: ${judged.verdict}: ${judged.reason}\n`);
  return { exitCode, failed, ...judged, read };
}

describe("a disaster", () => {
  it("is recovered from with nothing but the backup", { timeout }, async () => {
    const { exitCode, failed, verdict, read } = await rehearsal();
    expect({ failed, verdict, exitCode }).toEqual({ failed: [], verdict: "PASS", exitCode: 0 });
    expect(gapsDocument.parse(JSON.parse(await read("gaps.json"))).gaps).toEqual([]);
    expect(await read("runbook.md")).toContain("## Time to recover");
  });

  it("is not recovered from with a backup of which one bit is another", { timeout }, async () => {
    const { exitCode, failed } = await rehearsal("--damage", "bit-flip");
    expect({ failed, exitCode }).toEqual({ failed: ["backup-whole"], exitCode: 1 });
  });
});

import { readFile, writeFile } from "node:fs/promises";
import { beforeEach, describe, expect, it } from "vitest";
import { conclude } from "../../../../drills/restore/conclude.ts";
import { recoveryTargets } from "../../../../drills/restore/objectives.ts";
import type { Recovery } from "../../../../drills/restore/recovery.ts";
import { type Gap, gapsDocument } from "../../../../engine/recovery/gaps.ts";
import type { RunbookStep } from "../../../../engine/recovery/runbook-steps.ts";
import { damagesOf, identity } from "../../backup/played-backup.ts";
import { temporaryFolder } from "../../engine/evidence/temporary-folder.ts";
import { stepOf } from "../../engine/recovery/some-steps.ts";
import { groundWithBackup, recoveryOf, restorable } from "./played-recovery.ts";
import { playedSession } from "./played-session.ts";

/** Of the environment that was restored; see someOutputs. */
const secrets = [identity, "pg-secret", "jwt-secret"];
const gap: Gap = { kind: "missing-secret", subject: "JWT_SECRET_KEY", detail: "the source lacks it", remedy: "add it" };

let backup: Awaited<ReturnType<typeof groundWithBackup>>;
beforeEach(async () => {
  backup = await groundWithBackup();
});

/** Concludes a recovery with these steps and gaps, in a run of its own. */
async function concluded(
  steps: RunbookStep[],
  { gaps = [], alerts, ...changed }: { gaps?: Gap[]; alerts?: string } & Partial<Recovery> = {},
) {
  const folder = await temporaryFolder();
  const { session, seen, done } = playedSession({ folder });
  if (alerts !== undefined) await writeFile(session.paths.alerts, alerts);
  const recovery = recoveryOf(backup.manifest, changed);
  recovery.steps.done.push(...steps);
  recovery.gaps.push(...gaps);
  await conclude(session, restorable(backup.ground), recovery);
  const read = (file: string) => readFile(file, "utf8");
  const beside = async (key: string) => (await backup.ground.root.read(key)).toString();
  return {
    ...{ seen, done },
    runbook: await read(session.paths.runbook),
    gaps: await read(session.paths.gaps),
    stored: { runbook: await beside("r1/backup/runbook.md"), gaps: await beside("r1/backup/gaps.json") },
  };
}

describe("what a recovery leaves", () => {
  it("is its runbook and its gaps, in the run's folder and beside the backup", async () => {
    const { runbook, gaps, stored } = await concluded([stepOf("data", 4_000)], { gaps: [gap] });
    expect(stored).toEqual({ runbook, gaps });
    expect(runbook).toContain("s3://memory/r1/backup/");
    expect(runbook).toContain("drill data");
    expect(gapsDocument.parse(JSON.parse(gaps)).gaps).toEqual([gap]);
  });

  it("is read by people and programs as what it is", async () => {
    await concluded([]);
    const typeOf = (key: string) => backup.ground.root.objects.get(key)?.contentType;
    expect(typeOf("r1/backup/runbook.md")).toBe("text/markdown");
    expect(typeOf("r1/backup/gaps.json")).toBe("application/json");
  });

  it("holds no secret, wherever one turned up", async () => {
    const open = secrets.join(" ");
    const step = stepOf("data", 4_000, { command: open, detail: open, remediation: open });
    const { runbook, gaps } = await concluded([step], { gaps: [{ ...gap, detail: open, remedy: open }] });
    const objects = [...backup.ground.root.objects].filter(([key]) => /runbook|gaps|last-recovery/.test(key));
    expect(objects).toHaveLength(3);
    const texts = [runbook, gaps, ...objects.map(([, { bytes }]) => bytes.toString())];
    for (const text of texts) {
      expect(text).toContain("secret]");
      for (const secret of secrets) expect(text).not.toContain(secret);
    }
  });

  it("leaves the backup whole", async () => {
    await concluded([stepOf("data", 4_000)], { gaps: [gap] });
    await concluded([stepOf("data", 4_000)]);
    expect(await damagesOf(backup.ground.root.below("r1/backup/"), "quick")).toEqual([]);
  });
});

describe("a recovery beside the last one", () => {
  it("has none to be compared with the first time", async () => {
    expect((await concluded([stepOf("data", 4_000)])).runbook).toContain("There is no last run to compare with.");
  });

  it("is compared with it step by step", async () => {
    await concluded([stepOf("data", 4_000), stepOf("unseal", 1_000), stepOf("compare", 1_000)]);
    const failed = stepOf("compare", 1_000, { result: "failed" });
    const { runbook } = await concluded([stepOf("data", 9_000), stepOf("services", 1_000), failed]);
    expect(/## Against the last run\n\n(.*?)\n\n/s.exec(runbook)?.[1]?.split("\n")).toEqual([
      "- new: services",
      "- gone: unseal",
      "- failed where it was ok: compare",
      "- slower: data, 4.0s to 9.0s",
    ]);
  });

  it("is compared with the one just before, whatever its backup was", async () => {
    await concluded([stepOf("data", 4_000)]);
    await concluded([stepOf("data", 4_000), stepOf("services", 1_000)]);
    const { runbook } = await concluded([stepOf("data", 4_000), stepOf("services", 1_000)]);
    expect(runbook).toContain("The steps are the same");
  });

  it("does without one that cannot be read", async () => {
    await backup.ground.root.put("last-recovery.json", Buffer.from('[{"name":"data"}]'));
    expect((await concluded([stepOf("data", 4_000)])).runbook).toContain("There is no last run to compare with.");
  });
});

describe("what is judged of a recovery", () => {
  it("is the time since the disaster, by its steps", async () => {
    const { seen, runbook } = await concluded([stepOf("data", 4_000)], { declaredAtMs: Date.now() - 61_000 });
    const [observation] = seen.get("recovery-time") ?? [];
    expect(observation).toMatchObject({ subject: "RTO", ok: true, detail: expect.stringContaining("data 4.0s") });
    expect(observation?.ms).toBeGreaterThanOrEqual(61_000);
    expect(observation?.ms).toBeLessThan(recoveryTargets.rtoMs);
    expect(runbook).toMatch(/\| data \| 4\.0s \|/);
  });

  it("is missed where it took longer than it may", async () => {
    const { seen } = await concluded([], { declaredAtMs: Date.now() - recoveryTargets.rtoMs - 1_000 });
    expect(seen.get("recovery-time")).toMatchObject([{ ok: false }]);
  });

  it("is what a person had to do, and no other gap", async () => {
    expect((await concluded([], { gaps: [gap] })).seen.get("manual-steps")).toMatchObject([{ ok: true }]);
    const byHand: Gap = { ...gap, kind: "manual-step", subject: "unseal Vault" };
    const { seen, runbook } = await concluded([], { gaps: [gap, byHand] });
    expect(seen.get("manual-steps")).toEqual([{ subject: "steps", ok: false, detail: "unseal Vault" }]);
    expect(runbook).toContain("Manual steps: 1");
  });

  it("notes how many alerts came meanwhile", async () => {
    expect((await concluded([])).done.join()).toContain("alert noise: 0 alerts");
    expect((await concluded([], { alerts: "{}\n{}\n" })).done.join()).toContain("alert noise: 2 alerts");
  });

  it("says what each store lost", async () => {
    const lost = { lost: ["w2"], lostBeforeSnapshot: [], unexpected: [], recovered: [] };
    const { runbook } = await concluded([], { losses: [{ store: "redis", acknowledged: 40, rpoMs: 12_300, ...lost }] });
    expect(runbook).toContain("| redis | 12.3s | 40 | 1 |");
  });
});

import { readFile, writeFile } from "node:fs/promises";
import * as z from "zod";
import { openKeys } from "../../backup/format/layout.ts";
import type { ObjectStore } from "../../backup/objects/object-store.ts";
import { formatDuration } from "../../common/duration.ts";
import { type Gap, gapsDocumentOf } from "../../engine/recovery/gaps.ts";
import { renderRunbook } from "../../engine/recovery/runbook.ts";
import { runbookStep, type RunbookStep, tookMs } from "../../engine/recovery/runbook-steps.ts";
import type { Session } from "../../engine/session.ts";
import { recoveryTargets } from "./objectives.ts";
import type { Recovery, Restorable } from "./recovery.ts";

/** Key of the steps of the last recovery, below the ground: the next one is compared with them. */
const lastSteps = "restores/last-recovery.json";

/** Judges the recovery as a whole, and stores what was done and what was missing beside the backup. */
export async function conclude(
  session: Session,
  { ground, backupPrefix }: Restorable,
  recovery: Recovery,
): Promise<void> {
  const { steps, gaps, declaredAtMs = Date.now() } = recovery;
  const totalMs = Date.now() - declaredAtMs;
  const segments = steps.done.map((step) => ({ name: step.name, ms: tookMs(step) }));
  const inWords = segments.map(({ name, ms }) => `${name} ${formatDuration(ms)}`).join(", ");
  await session.observe({
    name: "recovery-time",
    observe: async () => [
      {
        subject: "RTO",
        ok: totalMs <= recoveryTargets.rtoMs,
        detail: `${formatDuration(totalMs)} since the disaster, of ${formatDuration(recoveryTargets.rtoMs)}: ${inWords}`,
        ms: totalMs,
      },
    ],
  });
  const manual = gaps.filter(({ kind }) => kind === "manual-step").map(({ subject }) => subject);
  await session.observe({
    name: "manual-steps",
    observe: async () => [
      { subject: "steps", ok: manual.length === 0, detail: manual.length === 0 ? "none" : manual.join(", ") },
    ],
  });
  const alerts = await countLines(session.paths.alerts);
  session.note("alert noise", `${alerts} alerts were delivered while the recovery went on`);
  await storeBeside(ground.at(backupPrefix), ground.at(""), {
    runbook: {
      title: `Recovery ${session.runId}`,
      backupUrl: `${ground.url}${backupPrefix}`,
      steps: steps.done,
      gaps,
      rto: { totalMs, segments },
      rpo: recovery.losses.map(({ store, rpoMs, acknowledged, lost }) => ({
        ...{ store, rpoMs, acknowledged },
        lost: lost.length,
      })),
    },
    session,
    gaps,
  });
}

type Told = Omit<Parameters<typeof renderRunbook>[0], "hide" | "previous">;

async function storeBeside(
  backup: ObjectStore,
  ground: ObjectStore,
  { session, runbook, gaps }: { session: Session; runbook: Told; gaps: readonly Gap[] },
): Promise<void> {
  const { hide, paths } = session;
  const previous = await stepsOfLast(ground);
  const text = renderRunbook({ ...runbook, ...(previous === undefined ? {} : { previous }), hide });
  const gapsText = hide(`${JSON.stringify(gapsDocumentOf(gaps), null, 2)}\n`);
  await writeFile(paths.runbook, text);
  await writeFile(paths.gaps, gapsText);
  await backup.put(openKeys.runbook, Buffer.from(text), { contentType: "text/markdown" });
  await backup.put(openKeys.gaps, Buffer.from(gapsText), { contentType: "application/json" });
  const steps = hide(JSON.stringify(runbook.steps));
  await ground.put(lastSteps, Buffer.from(steps), { contentType: "application/json" });
}

/** @returns undefined where there was no recovery before, or what it left cannot be read */
async function stepsOfLast(ground: ObjectStore): Promise<RunbookStep[] | undefined> {
  try {
    return z.array(runbookStep).parse(JSON.parse((await ground.read(lastSteps)).toString("utf8")));
  } catch {
    return undefined;
  }
}

async function countLines(file: string): Promise<number> {
  const text = await readFile(file, "utf8").catch(() => "");
  return text.split("\n").filter((line) => line !== "").length;
}

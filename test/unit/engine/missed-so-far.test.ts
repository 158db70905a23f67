import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { EvidenceWriter } from "../../../engine/evidence/evidence-writer.ts";
import { openJournal } from "../../../engine/evidence/journal.ts";
import { createRunFolder } from "../../../engine/evidence/run-folder.ts";
import type { SampledObjective } from "../../../engine/load/live-phase.ts";
import { openSession, type SessionParts } from "../../../engine/run-session.ts";
import { someOutputs } from "../../helpers/outputs.ts";
import { temporaryFolder } from "./evidence/temporary-folder.ts";
import { openPlan } from "./load/some-plans.ts";

/** A program that stands for k6: half of its requests fail, all sent long after any phase began. */
const k6 = `#!/bin/sh
n=0
while [ $n -lt 200 ]; do echo "99999999999999,12.500,plan,status-50$((n % 2)),$n"; n=$((n + 1)); done
sleep 60
`;

const errors: SampledObjective = {
  ...{ id: "baseline.errors", title: "errors before the faults", remedy: "r", needs: [] },
  ...{ kind: "errors", load: "slo", endpoint: "*", limitRatio: 0.02, minSamples: 100 },
};

it("tells of what the load behind a phase has missed by then, and of no more", async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "k6"), k6, { mode: 0o755 });
  const paths = await createRunFolder(folder, "run-1");
  const writer = new EvidenceWriter();
  const journal = openJournal(paths.journal, Date.now, writer);
  const parts: Partial<SessionParts> = {
    ...{ runId: "run-1", environment: someOutputs(), paths, writer, journal, k6: Promise.resolve(join(folder, "k6")) },
    ...{ say: () => undefined, signal: new AbortController().signal },
  };
  const session = openSession(parts as SessionParts);
  const missed: string[][] = [session.missedSoFar([errors])];
  const over = session.behind(openPlan({ durationMs: 60_000 }), async () => {
    await session.phase("baseline", async () => {
      missed.push(session.missedSoFar([{ ...errors, minSamples: 201 }]));
      while (session.missedSoFar([errors]).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    });
    missed.push(session.missedSoFar([errors]));
    throw new Error("enough was seen");
  });
  await expect(over).rejects.toThrow("enough was seen");
  journal.close();
  expect(missed).toEqual([
    [],
    [],
    [expect.stringMatching(/^errors before the faults: 100 % .*(\d+) of \1 failed.*, demanded errors <= 2 %$/)],
  ]);
});

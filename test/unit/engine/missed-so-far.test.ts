import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it, onTestFinished } from "vitest";
import { EvidenceWriter } from "../../../engine/evidence/evidence-writer.ts";
import { openJournal } from "../../../engine/evidence/journal.ts";
import { createRunFolder } from "../../../engine/evidence/run-folder.ts";
import { generatorReport } from "../../../engine/evidence/load-plan.ts";
import type { SampledObjective } from "../../../engine/load/live-phase.ts";
import { refused } from "../../../engine/faults/kinds/link.ts";
import { openSession, type SessionParts } from "../../../engine/run-session.ts";
import { DrillAborted, type Session } from "../../../engine/session.ts";
import { someOutputs } from "../../helpers/outputs.ts";
import { temporaryFolder } from "./evidence/temporary-folder.ts";
import { contextOf, PlayedCluster } from "./faults/played-cluster.ts";
import { openPlan } from "./load/some-plans.ts";

/** A program that stands for k6: half of its requests fail, all sent long after any phase began. */
const k6 = `#!/bin/sh
summary='{"schema":"biowerk-drill/k6-summary/1","endpoints":{},"overall":{"count":200,"p50Ms":1,"p95Ms":1},"started":200,'
summary="$summary"'"iterations":200,"droppedIterations":0,"vusMax":1,"startLagP99Ms":0.5}'
trap 'kill $!; echo "$summary" > "$DRILL_LOAD_SUMMARY"; exit 105' INT
n=0
while [ $n -lt 200 ]; do echo "99999999999999,12.500,plan,status-50$((n % 2)),$n"; n=$((n + 1)); done
sleep 60 &
wait
`;

const errors: SampledObjective = {
  ...{ id: "baseline.errors", title: "errors before the faults", remedy: "r", needs: [] },
  ...{ kind: "errors", load: "slo", endpoint: "*", limitRatio: 0.02, minSamples: 100 },
};

/** @param changed what else the session stands on */
async function open(changed: Partial<SessionParts> = {}) {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "k6"), k6, { mode: 0o755 });
  const paths = await createRunFolder(folder, "run-1");
  const writer = new EvidenceWriter();
  const journal = openJournal(paths.journal, Date.now, writer);
  onTestFinished(() => journal.close());
  const parts: Partial<SessionParts> = {
    ...{ runId: "run-1", environment: someOutputs(), paths, writer, journal, k6: Promise.resolve(join(folder, "k6")) },
    ...{ say: () => undefined, signal: new AbortController().signal },
    ...changed,
  };
  return { session: openSession(parts as SessionParts), paths };
}

const load = openPlan({ durationMs: 60_000 });

/** Waits in a phase until the load behind it has shown enough. */
const untilMissed = (session: Session, before: () => void = () => undefined) =>
  session.phase("baseline", async () => {
    before();
    while (session.missedSoFar([errors]).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  });

it("tells of what the load behind a phase has missed by then, and of no more", async () => {
  const { session } = await open();
  const missed: string[][] = [session.missedSoFar([errors])];
  const over = session.behind(load, async () => {
    await untilMissed(session, () => missed.push(session.missedSoFar([{ ...errors, minSamples: 201 }])));
    missed.push(session.missedSoFar([errors]));
    throw new Error("enough was seen");
  });
  await expect(over).rejects.toThrow("enough was seen");
  expect(missed).toEqual([
    [],
    [],
    [expect.stringMatching(/^errors before the faults: 100 % .*(\d+) of \1 failed.*, demanded errors <= 2 %$/)],
  ]);
});

it("is judged: a drill that ends in order has its load end in order as well", async () => {
  const { session, paths } = await open();
  const over = session.behind(load, async () => {
    await untilMissed(session);
    session.abort("not steady");
  });
  await expect(over).rejects.toBeInstanceOf(DrillAborted);
  const report = generatorReport.parse(JSON.parse(await readFile(paths.load(load.name).generator, "utf8")));
  expect(report).toMatchObject({ exitCode: 0, started: 200 });
});

it("is judged where faults do too much harm: the load ends in order then as well", async () => {
  const harm = Promise.withResolvers<{ ok: false; detail: string }>();
  const cluster = contextOf(new PlayedCluster());
  const { session, paths } = await open({ ...cluster, watchHarm: () => harm.promise });
  const faults = [refused({ name: "redis", port: 20_001 })];
  const radius = { links: ["redis"], workloads: {}, pods: {}, data: [] };
  const over = session.faults((held) =>
    session.behind(load, () =>
      held.inForce({ faults, radius, armed: true, unharmed: [] }, async () => {
        await untilMissed(session);
        harm.resolve({ ok: false, detail: "mesh-0 restarted 3 times" });
        await sleep(60_000, undefined, { signal: session.signal });
      }),
    ),
  );
  await expect(over).rejects.toThrow("mesh-0 restarted 3 times");
  const report = generatorReport.parse(JSON.parse(await readFile(paths.load(load.name).generator, "utf8")));
  expect(report).toMatchObject({ exitCode: 0, started: 200 });
});

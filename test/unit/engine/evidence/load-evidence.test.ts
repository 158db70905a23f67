import { appendFile, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { quantileMs } from "../../../../engine/evidence/latency-distribution.ts";
import type { NewEvent } from "../../../../engine/evidence/events.ts";
import { loadEvidence, phasesOf } from "../../../../engine/evidence/load-evidence.ts";
import { buildEvidence, stamped } from "../../../fixtures/evidence/build-evidence.ts";
import { buildRun } from "../../../fixtures/evidence/build-run.ts";
import { aLoad, aPlan, runEpochMs, someObjectives, someSamples } from "../../../fixtures/evidence/records.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const runFolder = async () => join(await temporaryFolder(), "run-1");

describe("loadEvidence", () => {
  it("reads a whole run's folder", async () => {
    const { paths } = await buildRun(await runFolder());
    expect(await loadEvidence(paths.root)).toEqual(buildEvidence());
  });

  it("reads what pods said and what was alerted, where there is any", async () => {
    const said = { atMs: 1_000, pod: "mesh-0", values: { circuit_breaker_state: { osteon: 0 } } };
    const startsAt = "2026-03-01T09:30:00.5Z";
    const deliveredAt = "2026-03-01T09:30:01.000Z";
    const notice = { status: "firing", labels: { alertname: "RedisDown" }, annotations: {}, startsAt, deliveredAt };
    const files = { "series.ndjson": `${JSON.stringify(said)}\n`, "alerts.ndjson": `${JSON.stringify(notice)}\n{"st` };
    const { evidence } = await buildRun(await runFolder(), { files });
    expect(evidence).toMatchObject({ series: [said], alerts: [notice], gaps: [{ what: "alerts.ndjson" }] });
  });

  it("knows nothing of a load that left nothing behind", async () => {
    const { evidence } = await buildRun(await runFolder(), { samples: { mixed: null }, generator: { mixed: null } });
    expect(evidence.loads).toEqual([]);
  });

  it("keeps what there is of a load that left only a part", async () => {
    const { evidence } = await buildRun(await runFolder(), { generator: { mixed: null } });
    expect(evidence.loads).toMatchObject([{ generator: null, summary: { samples: 2_000 } }]);
    const other = await buildRun(await runFolder(), { samples: { mixed: null } });
    expect(other.evidence.loads).toMatchObject([{ summary: null, generator: { started: 0 } }]);
  });

  it("reports a samples file that is cut off as a gap that names no folder", async () => {
    const { paths } = await buildRun(await runFolder());
    const file = paths.load("mixed").samples;
    await truncate(file, (await readFile(file)).length - 9);
    const { gaps, loads } = await loadEvidence(paths.root);
    expect(gaps).toEqual([{ what: "loads/mixed/samples.csv.gz", reason: expect.stringMatching(/^[^/]+$/) }]);
    expect(loads).toMatchObject([{ summary: null, generator: { started: 2_000 } }]);
  });

  it("reports a torn journal line as a gap", async () => {
    const { paths } = await buildRun(await runFolder());
    await appendFile(paths.journal, '{"seq":');
    expect((await loadEvidence(paths.root)).gaps).toMatchObject([{ what: "journal.ndjson" }]);
  });

  it.each(["plan.json", "environment.json", "journal.ndjson"])("refuses a folder without %s", async (file) => {
    const { paths } = await buildRun(await runFolder());
    await rm(join(paths.root, file));
    await expect(loadEvidence(paths.root)).rejects.toMatchObject({
      code: "evidence.unreadable",
      message: expect.stringContaining(file),
    });
  });

  it.each(["plan.json", "environment.json", "loads/mixed/generator.json"])(
    "refuses %s of another schema, naming the field",
    async (file) => {
      const { paths } = await buildRun(await runFolder());
      const content = JSON.parse(await readFile(join(paths.root, file), "utf8"));
      await writeFile(join(paths.root, file), JSON.stringify({ ...content, invented: 1 }));
      await expect(loadEvidence(paths.root)).rejects.toMatchObject({
        code: "evidence.unreadable",
        message: expect.stringMatching(new RegExp(`${file}.*invented`)),
      });
    },
  );

  it("summarises 200,000 samples that are not in the order of their starts", async () => {
    const load = aLoad({
      model: { kind: "open", ratePerSecond: 1_000, preAllocatedVUs: 200, maxVUs: 200 },
      durationMs: 200_000,
      warmupMs: 20_000,
    });
    const latencyMs = (n: number) => 20 + ((n * 7_919 + 500) % 1_000) / 4;
    const samples = [...someSamples(load, { latencyMs, outcome: (n) => (n % 500 === 0 ? "status-503" : "ok") })];
    const answered = samples.toSorted((a, b) => a.startMs + a.durationMs - (b.startMs + b.durationMs));
    expect(answered[0]).not.toEqual(samples[0]);
    const plan = aPlan({ loads: [load], objectives: someObjectives() });
    const { evidence } = await buildRun(await runFolder(), { plan, samples: { mixed: answered } });
    const summary = evidence.loads[0]?.summary;
    const all = summary?.endpoints[0];
    expect(summary).toMatchObject({ samples: 200_000, firstStartMs: samples[0]?.startMs });
    expect(all?.judged).toMatchObject({ requests: 180_000, failures: 360 });
    expect(all?.whole).toMatchObject({ requests: 200_000, failures: 400 });
    expect(all === undefined ? 0 : quantileMs(all.judged.latency, 0.95)).toBeCloseTo(20 + 950 / 4, 0);
    expect(all?.windows.map(({ requests }) => requests)).toEqual(Array.from({ length: 200 }, () => 1_000));
  });
});

describe("phasesOf", () => {
  const started = (phase: string): NewEvent => ({ type: "phase-started", phase });
  const ended = (phase: string): NewEvent => ({ type: "phase-ended", phase });
  const seconds = (...events: NewEvent[]) =>
    phasesOf(stamped(events)).map(({ name, fromMs, toMs }) => [
      name,
      (fromMs - runEpochMs) / 1_000,
      (toMs - runEpochMs) / 1_000,
    ]);

  it("go from their start to their end", () => {
    expect(seconds(started("a"), { type: "run-ended" }, ended("a"), started("b"), ended("b"))).toEqual([
      ["a", 1, 3],
      ["b", 4, 5],
    ]);
  });

  it("go from what they are about, where that began before", () => {
    const since: NewEvent = { type: "phase-started", phase: "a", sinceMs: runEpochMs + 500 };
    expect(seconds(since, ended("a"))).toEqual([["a", 0.5, 2]]);
  });

  it("may lie within one another", () => {
    expect(seconds(started("a"), started("b"), ended("b"), ended("a"))).toEqual([
      ["b", 2, 3],
      ["a", 1, 4],
    ]);
  });

  it("are none where they did not end, or never began", () => {
    expect(seconds(started("a"), ended("b"))).toEqual([]);
  });

  it("begin anew where their name comes again", () => {
    expect(seconds(started("a"), ended("a"), started("a"), ended("a"))).toEqual([
      ["a", 1, 2],
      ["a", 3, 4],
    ]);
  });
});

describe("writeLoadSummaries", () => {
  it("leaves the numbers of a load and how they were estimated beside its samples", async () => {
    const { paths } = await buildRun(await runFolder());
    const summary = JSON.parse(await readFile(paths.load("mixed").summary, "utf8"));
    expect(summary).toMatchObject({ load: "mixed", samples: 2_000, warmupMs: 2_000 });
    expect(summary.percentiles).toContain("linear interpolation");
    expect(summary.endpoints[0]).toMatchObject({
      endpoint: "*",
      afterWarmup: { requests: 1_800, outcomes: { ok: 1_800 } },
    });
    expect(summary.endpoints[0].afterWarmup.p50Ms).toBeCloseTo(64.5, 1);
  });
});

import { describe, expect, it } from "vitest";
import type { Evidence } from "../../../../engine/evidence/evidence.ts";
import type { NewEvent } from "../../../../engine/evidence/events.ts";
import type { Judgement } from "../../../../engine/evidence/objective.ts";
import { judge } from "../../../../engine/judge/judge.ts";
import { buildReport } from "../../../../engine/report/model.ts";
import { report as schema } from "../../../../engine/report/schema.ts";
import { chaosRun, errorRun, failRun, inconclusiveRun, passRun } from "./example-runs.ts";
import { evidenceOf, journalOf, observed, planOf, started } from "./runs.ts";

const reportOf = (evidence: Evidence) => buildReport(evidence, judge(evidence));

describe("buildReport", () => {
  it.each([
    ["PASS", passRun],
    ["PASS", chaosRun],
    ["FAIL", failRun],
    ["INCONCLUSIVE", inconclusiveRun],
    ["ERROR", errorRun],
  ])("gives a report of its schema for a run that is %s, the same each time", (verdict, run) => {
    const report = reportOf(run());
    expect(report.verdict).toBe(verdict);
    expect(schema.parse(report)).toEqual(report);
    expect(JSON.stringify(reportOf(run()))).toBe(JSON.stringify(report));
  });

  it("measures by what the objective calls it, and only what came", () => {
    const [, late] = observed(9, "p", "s", false, "not within 9 s");
    const [, came] = observed(9, "p", "s", true, "after 2 s");
    const events = journalOf([
      started,
      [5, { ...came, ms: 2_000 } as NewEvent],
      [9, { ...late, ms: 9_000 } as NewEvent],
    ]);
    const measured = { probe: "p", what: "p", subject: "s", tookMs: 2_000, after: null };
    expect(reportOf(evidenceOf({ events })).measured).toEqual([measured]);
    expect(reportOf(chaosRun()).measured).toMatchObject([
      { what: "mesh's breaker towards the agent opens", tookMs: 3_900, after: { turn: "injected", ms: 5_000 } },
    ]);
  });

  it("lists what was missed first and keeps the order of the plan within an outcome", () => {
    const { objectives } = reportOf(failRun());
    expect(objectives.slice(0, 6).map(({ outcome, id }) => `${outcome} ${id}`)).toEqual([
      "fail services-green",
      "fail load.p50.draft",
      "fail load.p95.draft",
      "fail load.errors",
      "not-testable bulkhead",
      "pass services-ready",
    ]);
  });

  it("gives phases with their ends, and none to a phase that did not end", () => {
    expect(reportOf(passRun()).phases.find(({ name }) => name === "load")).toEqual({
      name: "load",
      startedAt: "2026-03-01T09:31:09.000Z",
      endedAt: "2026-03-01T09:33:11.000Z",
      durationMs: 122_000,
    });
    expect(reportOf(errorRun()).phases).toMatchObject([{ name: "gate", endedAt: null, durationMs: null }]);
  });

  it("gives each start of a repeated phase its own end", () => {
    const phase = (seconds: number, type: "phase-started" | "phase-ended") =>
      [seconds, { type, phase: "load" }] as [number, { type: typeof type; phase: string }];
    const events = [
      phase(1, "phase-started"),
      phase(3, "phase-ended"),
      phase(10, "phase-started"),
      phase(15, "phase-ended"),
    ];
    const { phases } = reportOf(evidenceOf({ events: journalOf([started, ...events]) }));
    expect(phases.map(({ durationMs }) => durationMs)).toEqual([2_000, 5_000]);
  });

  it("says that a run without an end did not end, and how far its records go", () => {
    expect(reportOf(errorRun()).run).toMatchObject({ endedAt: null, durationMs: 60_000, interruptedBy: "SIGINT" });
    expect(reportOf(passRun()).run).toMatchObject({ endedAt: "2026-03-01T09:33:34.000Z", durationMs: 214_000 });
  });

  it("survives a run that left no event at all", () => {
    const report = reportOf(evidenceOf({ events: [] }));
    expect(report.run).toMatchObject({ startedAt: "2026-03-01T09:30:00.000Z", endedAt: null, durationMs: 0 });
    expect(schema.safeParse(report).success).toBe(true);
  });

  it("names every gap once, whoever noticed it", () => {
    const gap = { what: "services-green", reason: "no answer" };
    const events = journalOf([started, [1, { type: "gap", ...gap }], [2, { type: "gap", ...gap }]]);
    const other = { what: "journal.ndjson", reason: "line 4 was cut off" };
    expect(reportOf(evidenceOf({ events, gaps: [other] })).gaps).toEqual([gap, other]);
  });

  it("counts observations by probe and subject and keeps the words of the last that was not ok", () => {
    const events = journalOf([
      started,
      observed(1, "green", "mesh", true, "first"),
      observed(2, "green", "mesh", false, "503"),
      observed(3, "green", "mesh", null, "no answer"),
      observed(4, "green", "mesh", true, "last"),
      observed(5, "green", "osteon", true, "one"),
      observed(6, "green", "osteon", true, "two"),
    ]);
    expect(reportOf(evidenceOf({ events })).probes).toEqual([
      { probe: "green", subject: "mesh", ok: 2, notOk: 1, unseen: 1, detail: "no answer" },
      { probe: "green", subject: "osteon", ok: 2, notOk: 0, unseen: 0, detail: "two" },
    ]);
  });
});

describe("what was not tested", () => {
  it("holds objectives, loads, capabilities and limits, each with its reason", () => {
    const evidence = errorRun();
    const { notTested } = reportOf(evidence);
    const stopped = "not-evaluated: the run stopped before: environment.silent";
    expect(notTested).toContainEqual(
      expect.objectContaining({
        kind: "objective",
        what: "p95 latency of plan",
        why: expect.stringContaining(stopped),
      }),
    );
    expect(notTested.filter(({ kind }) => kind !== "objective")).toEqual([
      { kind: "load", what: "load mixed", why: "planned, but it left nothing behind" },
      { kind: "capability", what: "bulkhead metric", why: "the target exposes no bulkhead gauge" },
      ...evidence.environment.limits.map((what) => ({ kind: "environment", what, why: "" })),
    ]);
  });

  it("does not hold what passed or failed", () => {
    const { notTested } = reportOf(failRun());
    expect(notTested.filter(({ kind }) => kind === "objective").map(({ what }) => what)).toEqual([
      "Bulkheads stay within their limit",
    ]);
  });
});

describe("next steps", () => {
  it("are none after a PASS", () => {
    expect(reportOf(passRun()).nextSteps).toEqual([]);
  });

  it("ask after a PASS only for the removal of what was left behind", () => {
    const run = passRun();
    const events = run.events.map((event) =>
      event.type === "left-behind" ? { ...event, items: ["network n (docker network rm n)"] } : event,
    );
    const { verdict, nextSteps, leftBehind } = reportOf({ ...run, events });
    expect(verdict).toBe("PASS");
    expect(leftBehind).toEqual(["network n (docker network rm n)"]);
    expect(nextSteps).toEqual([{ step: expect.stringContaining("remove"), because: ["1 left behind"] }]);
  });

  it("join findings of one remedy and name the numbers behind them", () => {
    const { nextSteps } = reportOf(failRun());
    expect(nextSteps.map(({ because }) => because.length)).toEqual([1, 2, 1]);
    expect(nextSteps[1]?.because[1]).toMatch(
      /^fail: load\.p95\.draft, p95 latency of draft: [\d.]+ ms .*; p95 is above 400 ms/,
    );
  });

  it("begin with what the tool says of its own failure", () => {
    const steps = reportOf(errorRun()).nextSteps.map(({ step }) => step);
    expect(steps[0]).toBe("run drill doctor, then start the run again");
    expect(steps[1]).toContain("remove what the run left behind");
  });

  it("are never none where a run is no PASS", () => {
    const judgement: Judgement = { verdict: "INCONCLUSIVE", reason: "nothing was shown", objectives: [] };
    const report = buildReport(evidenceOf({ plan: planOf({ objectives: [] }), events: [] }), judgement);
    expect(report.nextSteps).toEqual([{ step: "run the drill again", because: ["nothing was shown"] }]);
  });
});

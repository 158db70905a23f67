import { describe, expect, it } from "vitest";
import type { NewEvent } from "../../../../engine/evidence/events.ts";
import type { Objective } from "../../../../engine/evidence/objective.ts";
import { judge, judgeSoFar } from "../../../../engine/judge/judge.ts";
import { buildEvidence } from "../../../fixtures/evidence/build-evidence.ts";
import { aPlan, wholeRun } from "../../../fixtures/evidence/records.ts";
import { failure, probe, probesOf, seen } from "./probe-results.ts";

const interrupted: NewEvent = { type: "interrupted", signal: "SIGINT" };
const aborted: NewEvent = { type: "aborted", phase: "gate", reason: "services are not ready" };

describe("the verdict", () => {
  it("is PASS for a whole run that meets everything", () => {
    expect(judge(buildEvidence())).toMatchObject({ verdict: "PASS", reason: "4 of 4 objectives passed" });
  });

  it("is INCONCLUSIVE where a required objective was not exercised, and PASS where an optional one was not", () => {
    const passing: Objective = { ...probe, id: "passing", probe: "green" };
    const missing: Objective = { ...probe, id: "missing", probe: "openapi-match" };
    expect(probesOf([passing, missing], seen("a", true))).toMatchObject({
      verdict: "INCONCLUSIVE",
      reason: "1 not exercised: missing",
    });
    expect(probesOf([passing, { ...missing, required: false }], seen("a", true)).verdict).toBe("PASS");
    const openapi: NewEvent = { type: "observation", probe: "openapi-match", subject: "a", ok: false, detail: "" };
    expect(probesOf([passing, { ...missing, required: false }], seen("a", true), openapi).verdict).toBe("FAIL");
  });

  it("is INCONCLUSIVE where nothing passed", () => {
    expect(probesOf([])).toMatchObject({ verdict: "INCONCLUSIVE", reason: expect.stringContaining("nothing") });
    expect(probesOf([{ ...probe, required: false }]).verdict).toBe("INCONCLUSIVE");
    expect(probesOf([{ ...probe, needs: ["metrics"] }]).verdict).toBe("INCONCLUSIVE");
  });

  it("is INCONCLUSIVE for a load that did not run", () => {
    const nothing = { samples: { mixed: null }, generator: { mixed: null } };
    const { verdict, objectives } = judge(buildEvidence(nothing));
    expect(verdict).toBe("INCONCLUSIVE");
    expect(objectives.map(({ outcome }) => outcome)).toEqual([
      "pass",
      "not-exercised",
      "not-exercised",
      "not-exercised",
    ]);
  });

  it("is ERROR for an objective on a load that the plan does not have", () => {
    const named = { id: "green", title: "t", remedy: "r", needs: [] };
    const objectives: Objective[] = [{ ...named, kind: "achieved-rate", load: "other", minRatio: 0.9 }];
    const { verdict, reason } = judge(buildEvidence({ plan: { objectives } }));
    expect({ verdict, reason }).toEqual({ verdict: "ERROR", reason: "1 could not be judged: green" });
  });
});

describe("a run that did not go to its end", () => {
  const objectives: Objective[] = [probe, { ...probe, id: "later", probe: "later" }];

  it("is ERROR where the tool failed, even beside a proven failure; what was not reached is not evaluated", () => {
    const judgement = probesOf(objectives, seen("a", false), failure);
    expect(judgement).toMatchObject({ verdict: "ERROR", reason: "tool.broke: it broke" });
    expect(judgement.objectives).toMatchObject([
      { outcome: "fail" },
      { outcome: "not-evaluated", reason: "the run stopped before: tool.broke: it broke" },
    ]);
  });

  it("names the first of several tool failures by number", () => {
    const second: NewEvent = { ...failure, code: "tool.second" };
    expect(probesOf(objectives, failure, second).reason).toBe("tool.broke: it broke (and 1 more)");
  });

  it("is INCONCLUSIVE with the reason where a gate aborted it", () => {
    const judgement = probesOf(objectives, seen("a", true), aborted);
    expect(judgement.verdict).toBe("INCONCLUSIVE");
    expect(judgement.reason).toBe("gate: services are not ready; 1 not evaluated: later");
    expect(judgement.objectives[1]?.outcome).toBe("not-evaluated");
  });

  it("is FAIL where a gate aborted it because of a proven failure", () => {
    expect(probesOf(objectives, seen("a", false), aborted)).toMatchObject({
      verdict: "FAIL",
      reason: "1 failed: green; gate: services are not ready",
    });
  });

  it("is INCONCLUSIVE where it was interrupted, FAIL only where that was proven before", () => {
    expect(probesOf([probe], seen("a", true), interrupted)).toMatchObject({
      verdict: "INCONCLUSIVE",
      reason: "interrupted by SIGINT",
    });
    expect(probesOf(objectives, seen("a", false), interrupted).verdict).toBe("FAIL");
    expect(probesOf(objectives, interrupted, failure).verdict).toBe("ERROR");
  });

  it("is not PASS where its journal has no end", () => {
    const evidence = buildEvidence({ events: wholeRun(aPlan()).filter(({ type }) => type !== "run-ended") });
    expect(judge(evidence)).toMatchObject({ verdict: "INCONCLUSIVE", reason: expect.stringContaining("cut short") });
    expect(judgeSoFar(evidence).verdict).toBe("PASS");
  });

  it("is not PASS where its journal has a hole", () => {
    const gaps = [{ what: "journal.ndjson", reason: "events 3 to 4 are missing" }];
    expect(judge({ ...buildEvidence(), gaps })).toMatchObject({
      verdict: "INCONCLUSIVE",
      reason: "journal.ndjson: events 3 to 4 are missing",
    });
  });
});

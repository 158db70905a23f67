import { describe, expect, it } from "vitest";
import type { Evidence } from "../../../../engine/evidence/evidence.ts";
import type { Judgement, ObjectiveResult, Outcome } from "../../../../engine/evidence/objective.ts";
import { judge } from "../../../../engine/judge/judge.ts";
import { reportJunit } from "../../../../engine/report/junit.ts";
import { buildReport } from "../../../../engine/report/model.ts";
import { chaosRun, errorRun, failRun, inconclusiveRun, passRun } from "./example-runs.ts";
import { hostile } from "./hostile.ts";
import { all, readMarkup } from "./markup-reader.ts";
import { evidenceOf } from "./runs.ts";

const reportOf = (evidence: Evidence) => buildReport(evidence, judge(evidence));
const suiteOf = (xml: string) => {
  const suites = all(readMarkup(xml), "testsuite");
  expect(suites).toHaveLength(1);
  return suites[0] ?? readMarkup("");
};

function result(outcome: Outcome): ObjectiveResult {
  const text = { observed: "nothing", demanded: "something", reason: `was ${outcome}`, remedy: "look" };
  return { id: `o.${outcome}`, title: outcome, outcome, samples: 0, ...text };
}

function suiteFor(judgement: Judgement) {
  return suiteOf(reportJunit(buildReport(evidenceOf({ events: [] }), judgement)));
}

describe("reportJunit", () => {
  it.each([
    ["fail", "failure", "fail"],
    ["error", "error", "error"],
    ["inconclusive", "error", "inconclusive"],
  ] as const)("makes %s a <%s> of type %s", (outcome, element, type) => {
    const suite = suiteFor({ verdict: "FAIL", reason: "r", objectives: [result(outcome)] });
    const [testcase] = all(suite, "testcase");
    expect(testcase?.attributes).toEqual({ classname: `load.o.${outcome}`, name: outcome });
    expect(testcase?.children[0]).toMatchObject({ name: element, attributes: { type, message: `was ${outcome}` } });
    expect(testcase?.children[0]?.text).toContain("what to do: look");
  });

  it.each(["not-exercised", "not-testable", "not-evaluated"] as const)(
    "makes %s skipped, with the reason",
    (outcome) => {
      const suite = suiteFor({ verdict: "PASS", reason: "r", objectives: [result(outcome)] });
      const [skipped] = all(suite, "skipped");
      expect(skipped?.attributes).toEqual({ message: `${outcome}: was ${outcome}` });
    },
  );

  it.each([passRun, failRun, inconclusiveRun, errorRun])("counts what it holds: %o", (run) => {
    const suite = suiteOf(reportJunit(reportOf(run())));
    expect(suite.attributes).toMatchObject({
      tests: String(all(suite, "testcase").length),
      failures: String(all(suite, "failure").length),
      errors: String(all(suite, "error").length),
      skipped: String(all(suite, "skipped").length),
      timestamp: "2026-03-01T09:30:00",
    });
  });

  it("has one case for each objective and no more where they show the verdict", () => {
    for (const run of [passRun(), failRun(), inconclusiveRun()]) {
      expect(all(suiteOf(reportJunit(reportOf(run))), "testcase")).toHaveLength(run.plan.objectives.length);
    }
  });

  it.each(["FAIL", "INCONCLUSIVE", "ERROR"] as const)("is never green where the verdict is %s", (verdict) => {
    const suite = suiteFor({ verdict, reason: "nothing was shown", objectives: [result("not-evaluated")] });
    expect(all(suite, "error")[0]?.attributes).toEqual({ type: verdict, message: "nothing was shown" });
  });

  it("is not green where a PASS left something behind", () => {
    const green = reportOf(passRun());
    expect(all(suiteOf(reportJunit(green)), "error")).toHaveLength(0);
    const suite = suiteOf(reportJunit({ ...green, leftBehind: ["network n (docker network rm n)"] }));
    expect(all(suite, "error")[0]).toMatchObject({
      attributes: { type: "left-behind", message: "1 left behind" },
      text: "network n (docker network rm n)",
    });
  });

  it("stays well-formed with hostile text", () => {
    const report = reportOf(failRun());
    const suite = suiteOf(reportJunit(hostile(report)));
    expect(all(suite, "testcase")).toHaveLength(report.objectives.length);
    expect(all(suite, "script")).toEqual([]);
  });

  it("carries the times that were measured as properties", () => {
    const properties = all(suiteOf(reportJunit(reportOf(chaosRun()))), "property").map(({ attributes }) => attributes);
    const name = "measured outage.breaker breaker of mesh towards myocyte";
    expect(properties).toContainEqual({ name, value: "3900 ms" });
  });
});

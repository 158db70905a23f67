import type { ObjectiveResult } from "../evidence/objective.ts";
import type { Report } from "./schema.ts";
import { markup } from "./template.ts";
import type { Markup } from "./template.ts";

/**
 * The report as JUnit XML: one suite per drill, one case per objective.
 *
 * fail is a failure; error and inconclusive are errors, told apart by their type: JUnit has no word for a test that ran
 * and settled nothing, and it must not be green; not-exercised, not-testable and not-evaluated are skipped. What went
 * wrong with the run itself has a case of its own: an error of the tool, a verdict that no objective shows, and things
 * left behind. So a suite is green only where the exit code is 0.
 */
export function reportJunit(report: Report): string {
  const { run, objectives } = report;
  const runCases = problemsOfRun(report, objectives);
  const counts = {
    tests: objectives.length + runCases.length,
    failures: objectives.filter(({ outcome }) => outcome === "fail").length,
    errors: objectives.filter(isError).length + runCases.length,
    skipped: objectives.filter(isSkipped).length,
  };
  const numbers = markup`tests="${counts.tests}" failures="${counts.failures}" errors="${counts.errors}"`;
  const seconds = (run.durationMs / 1_000).toFixed(3);
  return markup`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="biowerk-drill" ${numbers} time="${seconds}">
  <testsuite name="${run.drill}" ${numbers} skipped="${counts.skipped}" time="${seconds}" timestamp="${run.startedAt.slice(0, 19)}">
    <properties>
      <property name="verdict" value="${report.verdict}"/>
      <property name="reason" value="${report.reason}"/>
      <property name="run" value="${run.id}"/>
      <property name="stack" value="${run.stack}"/>
${report.measured.map(({ probe, subject, tookMs }) => markup`      <property name="measured ${probe} ${subject}" value="${tookMs} ms"/>\n`)}    </properties>
${objectives.map((result) => objectiveCase(run.drill, result))}${runCases}  </testsuite>
</testsuites>
`.text;
}

function objectiveCase(drill: string, result: ObjectiveResult): Markup {
  const { id, title, demanded, observed, samples } = result;
  return markup`    <testcase classname="${drill}.${id}" name="${title}">
${mark(result)}      <system-out>demanded: ${demanded}; observed: ${observed}; samples: ${samples}</system-out>
    </testcase>
`;
}

function mark(result: ObjectiveResult): Markup | null {
  const { outcome, reason, remedy, observed } = result;
  const text = `${reason}\nobserved: ${observed}\nwhat to do: ${remedy}`;
  if (outcome === "pass") return null;
  if (outcome === "fail") return markup`      <failure type="fail" message="${reason}">${text}</failure>\n`;
  if (isError(result)) return markup`      <error type="${outcome}" message="${reason}">${text}</error>\n`;
  return markup`      <skipped message="${outcome}: ${reason}"/>\n`;
}

function problemsOfRun(report: Report, objectives: readonly ObjectiveResult[]): Markup[] {
  const shown = objectives.some((result) => result.outcome === "fail" || isError(result));
  const problems: { type: string; message: string; text: string }[] = [];
  if (report.verdict !== "PASS" && (!shown || report.errors.length > 0)) {
    const steps = report.nextSteps.map(({ step }) => step).join("\n");
    problems.push({ type: report.verdict, message: report.reason, text: `${report.reason}\nwhat to do: ${steps}` });
  }
  if (report.leftBehind.length > 0) {
    const message = `${report.leftBehind.length} left behind`;
    problems.push({ type: "left-behind", message, text: report.leftBehind.join("\n") });
  }
  return problems.map(
    ({ type, message, text }) => markup`    <testcase classname="${report.run.drill}.run" name="The run: ${type}">
      <error type="${type}" message="${message}">${text}</error>
    </testcase>
`,
  );
}

function isError({ outcome }: ObjectiveResult): boolean {
  return outcome === "error" || outcome === "inconclusive";
}

function isSkipped({ outcome }: ObjectiveResult): boolean {
  return outcome === "not-exercised" || outcome === "not-testable" || outcome === "not-evaluated";
}

import { expect, it } from "vitest";
import type { Objective } from "../../../../engine/evidence/objective.ts";
import { judge } from "../../../../engine/judge/judge.ts";
import { reportHtml } from "../../../../engine/report/html.ts";
import { reportMarkdown } from "../../../../engine/report/markdown.ts";
import { buildReport } from "../../../../engine/report/model.ts";
import { evidenceOf, journalOf, observed, planOf, started } from "./runs.ts";

const objective = (id: string): Objective => ({ kind: "probe", id, title: id, probe: id, remedy: "see it", needs: [] });
const part = (name: string) => ({ name, summary: `what ${name} supposes` });

/** A run of two parts: of one an objective failed, of the other all passed. */
function reportOf(parts: string[]) {
  const ids = ["gate", "redis.health", "redis.alert", "redis-flush.health"];
  const plan = planOf({ loads: [], objectives: ids.map(objective), parts: parts.map(part) });
  const events = journalOf([started, ...ids.map((id) => observed(5, id, "mesh", id !== "redis.alert", "seen"))]);
  const evidence = evidenceOf({ plan, events });
  return buildReport(evidence, judge(evidence));
}

it("says how each part came out, by the worst of its own objectives", () => {
  expect(reportOf(["redis", "redis-flush", "never-got-to"]).parts).toEqual([
    { ...part("redis"), outcome: "fail", passed: 1, objectives: 2 },
    { ...part("redis-flush"), outcome: "pass", passed: 1, objectives: 1 },
    { ...part("never-got-to"), outcome: "not-evaluated", passed: 0, objectives: 0 },
  ]);
});

it("lists parts where there are several, and leaves a drill of one to its verdict", () => {
  const [several, one] = [reportOf(["redis", "redis-flush"]), reportOf(["redis"])];
  expect(reportHtml(several)).toContain('<section id="parts">');
  expect(reportMarkdown(several)).toContain("| redis | ✕ fail | 1 of 2 | what redis supposes |");
  expect(reportHtml(one)).not.toContain("what redis supposes");
  expect(reportMarkdown(one)).not.toContain("what redis supposes");
});

it("has none where the drill has none", () => {
  const evidence = evidenceOf({ events: journalOf([started]) });
  expect(buildReport(evidence, judge(evidence)).parts).toEqual([]);
});

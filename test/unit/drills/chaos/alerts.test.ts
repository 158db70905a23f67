import { describe, expect, it } from "vitest";
import { alertRules, callee } from "../../../../components/observability/alert-rules.ts";
import { jobNames } from "../../../../components/observability/scrape-config.ts";
import { settings as schema } from "../../../../contract/settings.ts";
import * as alerts from "../../../../drills/chaos/alerts.ts";
import { redisDown } from "../../../../drills/chaos/redis-down.ts";
import type { Scene } from "../../../../drills/chaos/experiment.ts";

const settings = schema.parse({});
const all = [
  alerts.agentAway("myocyte"),
  alerts.storeAway("postgres", "nucleus"),
  alerts.storeAway("mongodb", "osteon", "myocyte"),
  ...[alerts.redisAway, alerts.keysLost, alerts.keysMissed, alerts.requestsFail],
];

describe.each(all.map((alert) => [alert.alert, alert] as const))("%s", (name, alert) => {
  it("is told by labels that its rule keeps, from jobs that are scraped", () => {
    const expr = alertRules(2).find((rule) => rule.alert === name)?.expr ?? "";
    const [, by = ""] = /by \(([^)]*)\)/.exec(expr) ?? [];
    for (const label of Object.keys(alert.labels)) expect(by.split(", ")).toContain(label);
    expect(alert.jobs.filter((job) => !jobNames.includes(job))).toEqual([]);
    expect(alert.jobs).not.toEqual([]);
  });
});

it("waits for mesh's second look at an agent that is away, however far apart looks are", () => {
  const { withinMs, labels } = alerts.agentAway("myocyte");
  expect(labels).toEqual({ [callee]: "myocyte" });
  expect(withinMs({ ...settings, HEALTH_CHECK_INTERVAL: 2 })).toBe(20_000);
  expect(withinMs(settings)).toBeGreaterThan(28_000);
});

it("waits for no alert to end where there are none", () => {
  expect(alerts.quiet("s", alerts.redisAway, { has: () => true }).map(({ name }) => name)).toEqual(["s.alert"]);
  expect(alerts.quiet("s", alerts.redisAway, { has: () => false })).toEqual([]);
});

it("looks for failed requests alone where nothing but them tells of Redis, and judges no warning of a limiter", () => {
  const [stage] = redisDown.stages;
  const names = (limiter: boolean) => {
    const scene = { settings, has: (one) => one !== "limiter" || limiter } as Scene;
    return [...(stage?.during(scene) ?? []), ...(stage?.measuredDuring?.(scene) ?? [])].map(({ name }) => name);
  };
  expect(names(true)).toContain("refused.alert");
  expect(names(true)).not.toContain("refused.errors-alert");
  expect(names(false)).toContain("refused.errors-alert");
  expect(names(false)).not.toContain("refused.alert");
  const needs = redisDown.objectives(settings).flatMap((each) => (each.id === "refused.warning" ? each.needs : []));
  expect(needs).toEqual(["limiter"]);
});

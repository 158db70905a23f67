import { describe, expect, it } from "vitest";
import { alertRules } from "../../../../components/observability/alert-rules.ts";
import { commonMetrics, exportedMetrics } from "../../../../components/observability/exported-metrics.ts";
import { prometheusConfig } from "../../../../components/observability/scrape-config.ts";
import { requiredMetrics, breakerStates } from "../../../../contract/metrics.ts";
import { serviceNames } from "../../../../contract/services.ts";

const rules = alertRules(10);

const known = new Set([
  ...serviceNames.flatMap(requiredMetrics),
  ...Object.values<string>(exportedMetrics),
  ...Object.values<string>(commonMetrics),
]);

/** Names in an expression that are neither its language's nor labels. */
function metricsIn(expr: string): string[] {
  const bare = expr
    .replaceAll(/\{[^}]*\}/g, "")
    .replaceAll(/\bby \([^)]*\)/g, "")
    .replaceAll(/\[[^\]]*\]/g, "");
  const words = [...bare.matchAll(/[a-z_][a-z0-9_]*/g)].map(([word]) => word);
  return words.filter((word) => !language.includes(word));
}

const language = ["max", "min", "sum", "rate", "increase", "changes", "max_over_time", "or"];

describe("alert rules", () => {
  it.each(rules.map((rule) => [rule.alert, rule] as const))("%s stands on metrics that there are", (_, { expr }) => {
    const metrics = metricsIn(expr);
    expect(metrics.length).toBeGreaterThan(0);
    expect(metrics.filter((metric) => !known.has(metric))).toEqual([]);
  });

  it("ask for jobs that are scraped", () => {
    const { scrape_configs: scraped } = prometheusConfig("rules.yml") as { scrape_configs: { job_name: string }[] };
    const jobs = scraped.map((each) => each.job_name);
    for (const { alert, expr } of rules) {
      for (const [, operator, text = ""] of expr.matchAll(/job(=~?)"([^"]*)"/g)) {
        const matches = (job: string) => (operator === "=" ? job === text : new RegExp(`^(?:${text})$`).test(job));
        expect(jobs.some(matches), `${alert}: ${text}`).toBe(true);
      }
    }
  });

  it("have names of their own and fire within seconds", () => {
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
    for (const rule of rules) expect(rule.for).toMatch(/^[0-9]s$/);
  });

  it("see two looks of mesh at an agent, however far apart they are", () => {
    const exprOf = (interval: number) => alertRules(interval).find(({ alert }) => alert === "AgentChecksFail")?.expr;
    expect(exprOf(2)).toContain("[20s]");
    expect(exprOf(10)).toContain("[30s]");
    expect(exprOf(30)).toContain("[90s]");
  });

  it("take any breaker that is not closed for open", () => {
    expect(breakerStates.closed).toBe(0);
    expect(rules.find(({ alert }) => alert === "BreakerOpen")?.expr).toMatch(/circuit_breaker_state\{.*\) > 0$/);
  });
});

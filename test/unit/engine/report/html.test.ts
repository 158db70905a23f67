import { describe, expect, it } from "vitest";
import type { Evidence } from "../../../../engine/evidence/evidence.ts";
import { judge } from "../../../../engine/judge/judge.ts";
import { reportHtml } from "../../../../engine/report/html.ts";
import { buildReport } from "../../../../engine/report/model.ts";
import { chaosRun, errorRun, failRun, inconclusiveRun, passRun } from "./example-runs.ts";
import { hostile } from "./hostile.ts";
import { all, everything, readMarkup } from "./markup-reader.ts";
import { evidenceOf, loadOf, mixedPlan, planOf, requestsOf } from "./runs.ts";

const reportOf = (evidence: Evidence) => buildReport(evidence, judge(evidence));
const pageOf = (evidence: Evidence) => reportHtml(reportOf(evidence));
const runs = [
  ["PASS", passRun],
  ["PASS", chaosRun],
  ["FAIL", failRun],
  ["INCONCLUSIVE", inconclusiveRun],
  ["ERROR", errorRun],
] as const;

describe.each(runs)("the page of a run that is %s", (verdict, run) => {
  const page = pageOf(run());
  const document = readMarkup(page);

  it("is the same each time", () => {
    expect(pageOf(run())).toBe(page);
  });

  it("says the verdict first, then why, then what to do", () => {
    const [main] = all(document, "main");
    expect(all(document, "h1")[0]?.text).toContain(verdict);
    expect(main?.children.slice(0, 2).map(({ name }) => name)).toEqual(["header", "section"]);
    expect(main?.children[0]?.text).toContain(reportOf(run()).reason);
    expect(all(main?.children[1] ?? document, "h2")[0]?.text).toBe("What to do next");
  });

  it("needs no script and loads nothing", () => {
    const names = new Set(everything(document).map(({ name }) => name));
    for (const name of ["script", "link", "img", "iframe", "object", "embed", "base", "form"]) {
      expect(names.has(name), name).toBe(false);
    }
    const attributes = everything(document).flatMap((element) => Object.entries(element.attributes));
    for (const [name, value] of attributes) {
      expect(name).not.toMatch(/^(?:on|src|style$)/);
      if (name === "href") expect(value).toMatch(/^#/);
    }
    expect(all(document, "style")[0]?.text.replaceAll("url(#hatch)", "")).not.toMatch(/url\(|@import/);
  });

  it("has unique ids, and every reference leads to one", () => {
    const ids = everything(document).flatMap(({ attributes }) => attributes["id"] ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    const references = everything(document).flatMap(({ attributes: { href, "aria-labelledby": labels } }) => [
      ...(href === undefined ? [] : [href.slice(1)]),
      ...(labels?.split(" ") ?? []),
    ]);
    expect(references.filter((reference) => !ids.includes(reference))).toEqual([]);
  });

  it("gives every table headings and every heading a scope", () => {
    for (const table of all(document, "table")) expect(all(table, "thead")).toHaveLength(1);
    const scopes = all(document, "th").map(({ attributes }) => attributes["scope"]);
    expect(scopes.every((scope) => scope === "col" || scope === "row" || scope === "rowgroup")).toBe(true);
  });

  it("shows hostile text as text", () => {
    const poisoned = readMarkup(reportHtml(hostile(reportOf(run()))));
    const shape = (root: typeof poisoned) => everything(root).map(({ name }) => name);
    const added = new Set(shape(poisoned).filter((name) => name === "script" || name === "img"));
    expect(added.size).toBe(0);
    expect(shape(poisoned).filter((name) => name === "tr")).toEqual(shape(document).filter((name) => name === "tr"));
    expect(everything(poisoned).some(({ attributes }) => "onerror" in attributes)).toBe(false);
    expect(all(poisoned, "h1")[0]?.text).toContain("<script>alert(1)</script>");
  });
});

describe("the page", () => {
  it("lists what was missed before what passed", () => {
    const groups = all(readMarkup(pageOf(failRun())), "th")
      .filter(({ attributes }) => attributes["scope"] === "rowgroup")
      .map(({ text }) => text.replace(/ · .*/s, ""));
    expect(groups).toEqual(["fail", "not-testable", "pass"]);
  });

  it("draws latency of each endpoint, the rate, and errors only where there were some", () => {
    const captions = (evidence: Evidence) => all(readMarkup(pageOf(evidence)), "figcaption").map(({ text }) => text);
    const latency = ["draft", "ingest", "plan", "storyboard"].map((name) => `Latency of ${name} (ms)`);
    expect(captions(passRun())).toEqual([...latency, "Requests per second, all endpoints: sent, and ok (goodput)"]);
    expect(captions(failRun())).toEqual([
      ...latency,
      "Requests per second, all endpoints: sent, and ok (goodput)",
      "Failed requests in each 1 s, all endpoints",
    ]);
    expect(captions(errorRun())).toEqual([]);
  });

  it("draws what was served below what was sent, and one line where all was served", () => {
    const linesOf = (evidence: Evidence) => {
      const document = readMarkup(pageOf(evidence));
      const [rate] = all(document, "figure").filter(({ text }) => text.includes("goodput"));
      const labels = all(rate ?? document, "text").filter(({ attributes }) => /^label/.test(attributes["class"] ?? ""));
      return labels.map(({ text }) => text);
    };
    expect(linesOf(passRun())).toEqual(["ok"]);
    expect(linesOf(failRun())).toEqual(["sent", "ok"]);
  });

  it("lists the alerts with their times since the fault, and draws those of the load", () => {
    const document = readMarkup(pageOf(chaosRun()));
    const rows = all(document, "tr").map(({ children }) => children.map(({ text }) => text));
    const about = "mesh leaves myocyte alone";
    const labels = "exported_service=myocyte, job=biowerk-mesh";
    const after = "11.0 s after mesh-myocyte-refused";
    expect(rows).toContainEqual(["BreakerOpen", labels, "2:01", after, "2:02", "still active", about]);
    expect(rows).toContainEqual(["test-r-20260301-0930", "", "1:01", "–", "1:02", "1:07", about]);
    const [active] = all(document, "figure").filter(({ text }) => text.includes("Active alerts"));
    const names = all(active ?? document, "text").filter(({ attributes }) => attributes["class"] === "lane-name");
    expect(names.map(({ text }) => text)).toEqual(["BreakerOpen", "AgentUnhealthy"]);
    expect(all(active ?? document, "desc")[0]?.text).toBe("BreakerOpen: up to 1; AgentUnhealthy: up to 1");
  });

  it("draws the alerts of a run whose pods said nothing, and nothing of a run that tells neither", () => {
    const captions = (evidence: Evidence) => all(readMarkup(pageOf(evidence)), "figcaption").map(({ text }) => text);
    expect(captions({ ...chaosRun(), series: [] })).toContain("Active alerts");
    expect(
      all(readMarkup(pageOf({ ...chaosRun(), series: [], alerts: [] })), "h2").map(({ text }) => text),
    ).not.toContain("Breakers, bulkheads, agents and pods");
  });

  it("marks phases and actions in the charts where they fall into the load", () => {
    const [chart] = all(readMarkup(pageOf(failRun())), "figure");
    const titles = all(chart ?? readMarkup(""), "title").map(({ text }) => text);
    expect(titles).toContain("phase act");
    expect(titles).toContain("undo agent-outage: scaled Deployment osteon back to 1");
    expect(titles).toContain("warm-up, not judged");
    expect(titles).not.toContain("phase gate");
  });

  it("shows faults as bands in every chart, and what was injected when in a table that needs no pointer", () => {
    const document = readMarkup(pageOf(chaosRun()));
    const figures = all(document, "figure");
    expect(figures.length).toBeGreaterThan(5);
    for (const figure of figures) {
      expect(all(figure, "title").map(({ text }) => text)).toContain("fault mesh-myocyte-refused");
      expect(all(figure, "title").map(({ text }) => text)).not.toContain("fault mesh-myocyte-hung");
    }
    const rows = all(document, "tr").map(({ children }) => children.map(({ text }) => text));
    const summary = "connections of mesh-myocyte are refused";
    expect(rows).toContainEqual(["mesh-myocyte-refused", "1:49", "1:50", "1:51", "2:16", "2:18", summary]);
    const left = "connections hang; still there: mesh-myocyte: enabled, 1 toxics";
    expect(rows).toContainEqual(["mesh-myocyte-hung", "2:41", "not armed", "–", "2:43", "–", left]);
    const where = "breaker of mesh towards myocyte";
    expect(rows).toContainEqual(["mesh's breaker towards the agent opens", where, "3.9 s", "5.0 s after injected"]);
  });

  it("draws the gauges that changed, and names those that never did", () => {
    const document = readMarkup(pageOf(chaosRun()));
    const [breakers] = all(document, "figure").filter(({ text }) => text.includes("circuit_breaker_state"));
    const names = all(breakers ?? document, "text").filter(({ attributes }) => attributes["class"] === "lane-name");
    expect(names.map(({ text }) => text)).toEqual(["myocyte · mesh-6c9d8b7f5-k8m9p", "myocyte · mesh-6c9d8b7f5-x2x4z"]);
    expect(document.text).toContain(
      "circuit_breaker_state never changed: llm-ollama · nucleus-84b6c7d9f-q7w2r: 0, osteon · mesh",
    );
    expect(document.text).toContain("pods_running never changed: mesh: 2, myocyte: 1");
    const figures = all(document, "figcaption").map(({ text }) => text);
    expect(figures).toContain("bulkhead_wait_seconds (mean seconds until a call got a place)");
    expect(figures).toContain("pods_ready (by service)");
  });

  it("names every image with the digest that ran, and what was not tested", () => {
    const evidence = passRun();
    const { text } = readMarkup(pageOf(evidence));
    for (const { image, digest } of evidence.environment.images) {
      expect(text).toContain(image);
      expect(text).toContain(digest);
    }
    for (const limit of evidence.environment.limits) expect(text).toContain(limit);
    expect(text).toContain("the target exposes no bulkhead gauge");
  });

  it("gives the command that removes each thing left behind", () => {
    const { text } = readMarkup(pageOf(errorRun()));
    expect(text).toContain("docker network rm drill-4f1c");
  });

  it("stays small however long the load was", () => {
    const plan = mixedPlan(24 * 3_600_000);
    const some = requestsOf(mixedPlan(600_000)).map((request) => ({ ...request, atMs: request.atMs * 144 }));
    const page = pageOf(evidenceOf({ plan: planOf({ loads: [plan] }), events: [], loads: [loadOf(plan, some)] }));
    const points = all(readMarkup(page), "path").map(({ attributes }) => attributes["d"]?.match(/[ML]/g)?.length ?? 0);
    expect(Math.max(...points)).toBeLessThanOrEqual(300);
    expect(page.length).toBeLessThan(200_000);
  });
});

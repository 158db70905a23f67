import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Evidence } from "../../../engine/evidence/evidence.ts";
import { judge } from "../../../engine/judge/judge.ts";
import { reportHtml } from "../../../engine/report/html.ts";
import { buildReport } from "../../../engine/report/model.ts";
import { chaosRun, errorRun, failRun, inconclusiveRun, passRun } from "../../unit/engine/report/example-runs.ts";

const executablePath = process.env["DRILL_CHROMIUM"] ?? "";
const runs: [string, () => Evidence][] = [
  ["PASS", passRun],
  ["FAIL", failRun],
  ["INCONCLUSIVE", inconclusiveRun],
  ["ERROR", errorRun],
  ["PASS", chaosRun],
];
const widths = [1280, 390];

describe.skipIf(executablePath === "")("a report in Chromium (DRILL_CHROMIUM names it; skipped without)", () => {
  let browser: Browser;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "drill-report-"));
    // As root there is no sandbox; the page is ours.
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  });
  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true });
  });

  /** Opens a run's report; what the page complains of or asks for beside itself is listed. */
  async function opened(run: () => Evidence, width: number): Promise<{ page: Page; heard: string[] }> {
    const evidence = run();
    const file = join(folder, "report.html");
    await writeFile(file, reportHtml(buildReport(evidence, judge(evidence))));
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    const heard: string[] = [];
    const url = pathToFileURL(file).href;
    page.on("console", (message) => heard.push(message.text()));
    page.on("pageerror", (error) => heard.push(error.message));
    page.on("request", (request) => request.url() !== url && heard.push(request.url()));
    await page.goto(url);
    return { page, heard };
  }

  describe.each(widths)("%i pixels wide", (width) => {
    it.each(runs)("shows %s first, is no wider than the window, and asks for nothing", async (verdict, run) => {
      const { page, heard } = await opened(run, width);
      const heading = await page.locator("h1").boundingBox();
      expect(await page.locator("h1").innerText()).toContain(verdict);
      expect((heading?.y ?? 0) + (heading?.height ?? 0)).toBeLessThan(900);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
      expect(heard).toEqual([]);
      await page.close();
    });
  });

  it("has something behind every link of its contents", async () => {
    const { page } = await opened(chaosRun, 1280);
    const targets = await page.locator('a[href^="#"]').evaluateAll((links) => links.map((a) => a.getAttribute("href")));
    expect(targets.length).toBeGreaterThan(5);
    for (const target of new Set(targets)) expect(await page.locator(target ?? "").count(), target ?? "").toBe(1);
    await page.close();
  });

  it("draws all of a chart's words inside it", async () => {
    const { page } = await opened(chaosRun, 1280);
    const outside = await page.locator("svg[viewBox]").evaluateAll((charts) =>
      charts.flatMap((chart) => {
        const frame = chart.getBoundingClientRect();
        return [...chart.querySelectorAll("text")]
          .filter((text) => {
            const { left, right, top, bottom } = text.getBoundingClientRect();
            return left < frame.left - 1 || right > frame.right + 1 || top < frame.top - 1 || bottom > frame.bottom + 1;
          })
          .map((text) => text.textContent);
      }),
    );
    expect(await page.locator("svg[viewBox]").count()).toBeGreaterThan(3);
    expect(outside).toEqual([]);
    await page.close();
  });

  it("prints on light paper where the screen is dark", async () => {
    const { page } = await opened(failRun, 1280);
    const background = () => page.evaluate('getComputedStyle(document.querySelector(".card")).backgroundColor');
    await page.emulateMedia({ colorScheme: "dark" });
    const dark = await background();
    await page.emulateMedia({ colorScheme: "dark", media: "print" });
    expect(await background()).toBe("rgb(255, 255, 255)");
    expect(dark).not.toBe("rgb(255, 255, 255)");
    await page.close();
  });
});

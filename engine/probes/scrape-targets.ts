import * as z from "zod";
import { jobNames } from "../../components/observability/scrape-config.ts";
import { eventually } from "./eventually.ts";
import { askObserver } from "./observer-call.ts";
import type { Observation, Probe } from "./probe.ts";

const targets = z.object({
  data: z.object({
    activeTargets: z.array(
      z.object({
        labels: z.object({ job: z.string() }),
        scrapeUrl: z.string(),
        health: z.string(),
        lastError: z.string(),
      }),
    ),
  }),
});

/** Prometheus comes to reach every target of every job. */
export function scrapeTargetsUp(name: string, withinMs: number): Probe {
  return eventually(name, "scrape targets", withinMs, async (context) =>
    judgeTargets(await askObserver(context, "prometheus", "/api/v1/targets?state=active")),
  );
}

/**
 * What is not seen is no failure of the system: it leaves open how the system is.
 * @param body Prometheus's list of targets
 * @param jobs those whose targets count
 */
export function judgeTargets(body: string, jobs: readonly string[] = jobNames): Omit<Observation, "subject"> {
  const activeTargets = targets
    .parse(JSON.parse(body))
    .data.activeTargets.filter(({ labels }) => jobs.includes(labels.job));
  const down = activeTargets
    .filter(({ health }) => health !== "up")
    .map(({ scrapeUrl, health, lastError }) => `${scrapeUrl} ${health} ${lastError}`.trim());
  const present = new Set(activeTargets.map(({ labels }) => labels.job));
  const missing = jobs.filter((job) => !present.has(job)).map((job) => `${job} has no target`);
  const wrong = [...missing, ...down];
  return wrong.length === 0
    ? { ok: true, detail: `${activeTargets.length} targets up` }
    : { ok: null, detail: wrong.join("; ") };
}

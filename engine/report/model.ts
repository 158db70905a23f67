import type { Evidence } from "../evidence/evidence.ts";
import { percentileEstimator } from "../evidence/latency-distribution.ts";
import type { Judgement } from "../evidence/objective.ts";
import { alerts } from "./alerts.ts";
import { injections } from "./injections.ts";
import { loadReport } from "./load-report.ts";
import { measured } from "./measured.ts";
import { nextSteps } from "./next-steps.ts";
import { notTested } from "./not-tested.ts";
import { byOutcome } from "./outcomes.ts";
import { parts } from "./parts.ts";
import type { Report } from "./schema.ts";
import { series } from "./series.ts";
import { eventsOf, isoTime, phases, probes, timeline } from "./story.ts";

/** Everything that the report of a run says; the same evidence and judgement always give the same report. */
export function buildReport(evidence: Evidence, judgement: Judgement): Report {
  const { plan, events } = evidence;
  const errors = eventsOf(events, "error").map(({ atMs, code, message, remedy }) => ({
    at: isoTime(atMs),
    code,
    message,
    remedy,
  }));
  const leftBehind = eventsOf(events, "left-behind").flatMap(({ items }) => items);
  const run = runReport(evidence);
  return {
    schema: "biowerk-drill/report/1",
    verdict: judgement.verdict,
    reason: judgement.reason,
    nextSteps: nextSteps(judgement, { errors, leftBehind, interruptedBy: run.interruptedBy }),
    run,
    parts: parts(evidence, judgement),
    objectives: byOutcome(judgement.objectives).flatMap(({ results }) => results),
    loads: evidence.loads.map((load) => loadReport(load, plan.objectives)),
    estimator: percentileEstimator,
    phases: phases(events),
    timeline: timeline(events),
    probes: probes(events),
    injections: injections(events),
    measured: measured(evidence),
    series: series(evidence.series),
    alerts: alerts(evidence.alerts, events),
    environment: evidence.environment,
    changedDefaults: plan.changedDefaults,
    notTested: notTested(evidence, judgement),
    gaps: distinctGaps(evidence),
    leftBehind,
    errors,
  };
}

function runReport({ plan, events }: Evidence): Report["run"] {
  const startMs = events[0]?.atMs ?? Date.parse(plan.startedAt);
  const ended = eventsOf(events, "run-ended").at(-1);
  return {
    id: plan.runId,
    drill: plan.drill,
    stack: plan.stack,
    startedAt: isoTime(startMs),
    endedAt: ended === undefined ? null : isoTime(ended.atMs),
    durationMs: Math.max(0, (ended?.atMs ?? events.at(-1)?.atMs ?? startMs) - startMs),
    interruptedBy: eventsOf(events, "interrupted")[0]?.signal ?? null,
    aborted: eventsOf(events, "aborted").map(({ phase, reason, part = null }) => ({ phase, part, reason })),
  };
}

/** What was missing when the run was read, and what the drill itself noticed; each once. */
function distinctGaps({ gaps, events }: Evidence): Report["gaps"] {
  const all = [...eventsOf(events, "gap"), ...gaps].map(({ what, reason }) => ({ what, reason }));
  return [...new Map(all.map((gap) => [JSON.stringify(gap), gap])).values()];
}

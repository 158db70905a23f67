import type { LoadEvidence } from "../evidence/evidence.ts";
import { quantileMs } from "../evidence/latency-distribution.ts";
import type { EndpointSummary, Tally } from "../evidence/latency-summary.ts";
import type { GeneratorReport } from "../evidence/load-plan.ts";
import type { Objective } from "../evidence/objective.ts";
import type { EndpointReport, LoadPart, LoadReport } from "./schema.ts";
import { isoTime } from "./story.ts";

/** One load in numbers. */
export function loadReport(evidence: LoadEvidence, objectives: readonly Objective[]): LoadReport {
  const { plan, generator, summary } = evidence;
  const ranMs = ranFor(evidence);
  const endpoints = summary?.endpoints ?? [];
  return {
    name: plan.name,
    model: plan.model,
    durationMs: plan.durationMs,
    stoppedAfterMs: generator?.stoppedAfterMs ?? null,
    warmupMs: plan.warmupMs,
    requestTimeoutMs: plan.requestTimeoutMs,
    firstRequestAt: summary === null || summary.firstStartMs === null ? null : isoTime(summary.firstStartMs),
    offered: generator?.offered ?? null,
    started: generator?.started ?? null,
    dropped: generator?.dropped ?? null,
    startLagP99Ms: generator?.startLagP99Ms ?? null,
    exitCode: generator?.exitCode ?? null,
    achievedPerSecond: rate(summary?.samples ?? 0, ranMs),
    samples: summary?.samples ?? 0,
    seriesWindowMs: summary?.windowMs ?? null,
    endpoints: endpoints.map((endpoint) => endpointReport(evidence, objectives, endpoint, ranMs)),
  };
}

/** The duration of a load that ran to its end, or until it was needed no longer; up to the last window with a request of one that did not. */
function ranFor({ plan, generator, summary }: LoadEvidence): number {
  if (generator?.exitCode === 0 || summary === null) return generator?.stoppedAfterMs ?? plan.durationMs;
  const last = summary.endpoints[0]?.windows.findLast(({ requests }) => requests > 0);
  return last === undefined ? 0 : Math.min(plan.durationMs, last.startMs + summary.windowMs);
}

function endpointReport(
  { plan, generator }: LoadEvidence,
  objectives: readonly Objective[],
  { endpoint, judged, whole, windows }: EndpointSummary,
  ranMs: number,
): EndpointReport {
  return {
    endpoint,
    path: plan.endpoints.find(({ name }) => name === endpoint)?.path ?? null,
    limits: objectives.flatMap((objective) =>
      objective.kind === "latency" && objective.load === plan.name && objective.endpoint === endpoint
        ? [{ quantile: objective.quantile, limitMs: objective.limitMs }]
        : [],
    ),
    judged: part(judged, ranMs - plan.warmupMs),
    whole: part(whole, ranMs),
    generator: comparison(whole, generator?.own[endpoint]),
    series: windows.map(({ startMs, requests, errors, rps, p50Ms, p95Ms }) => ({
      startMs,
      requests,
      errors,
      perSecond: micro(rps),
      servedPerSecond: requests === 0 ? 0 : micro((rps * (requests - errors)) / requests),
      p50Ms: p50Ms === null ? null : micro(p50Ms),
      p95Ms: p95Ms === null ? null : micro(p95Ms),
    })),
  };
}

function part({ requests, failures, outcomes, latency }: Tally, lengthMs: number): LoadPart {
  const at = (q: number): number | null => {
    const value = quantileMs(latency, q);
    return value === null ? null : micro(value);
  };
  return {
    requests,
    perSecond: rate(requests, lengthMs),
    failures,
    outcomes,
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    p99Ms: at(0.99),
  };
}

/** The generator's percentiles take in requests that failed, ours do not: only without any do they compare. */
function comparison(whole: Tally, own: GeneratorReport["own"][string] | undefined): EndpointReport["generator"] {
  if (own === undefined) return null;
  const against = (q: number, theirs: number): number | null => {
    const ours = quantileMs(whole.latency, q);
    return ours === null || theirs <= 0 ? null : micro(((ours - theirs) / theirs) * 100);
  };
  const notes: string[] = [];
  if (whole.failures > 0) notes.push(`k6's percentiles include ${whole.failures} failed requests, ours do not`);
  if (own.count !== whole.requests) notes.push(`k6 counted ${own.count} requests, ${whole.requests} were recorded`);
  return {
    count: own.count,
    p50Ms: own.p50Ms,
    p95Ms: own.p95Ms,
    p50DifferencePercent: against(0.5, own.p50Ms),
    p95DifferencePercent: against(0.95, own.p95Ms),
    note: notes.join("; "),
  };
}

function rate(requests: number, lengthMs: number): number | null {
  return lengthMs > 0 ? micro(requests / (lengthMs / 1_000)) : null;
}

/** Three decimals: what is beyond them is not known. */
function micro(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}

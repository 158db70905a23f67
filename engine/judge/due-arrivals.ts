import type { LoadEvidence } from "../evidence/evidence.ts";
import type { LoadPlan } from "../evidence/load-plan.ts";

/**
 * How many arrivals an open load owes to some of its endpoints; the closed model owes none.
 * @param endpoints names; "*" = all of them
 * @param seconds for how long
 */
export function dueArrivals(
  { model, endpoints: all }: LoadPlan,
  endpoints: readonly string[],
  seconds: number,
): number {
  if (model.kind === "closed") return 0;
  const chosen = endpoints.includes("*") ? all : all.filter(({ name }) => endpoints.includes(name));
  const due = (model.ratePerSecond * seconds * weightOf(chosen)) / weightOf(all);
  // One arrival of each endpoint is left to rounding at the ends.
  return Math.max(0, Math.floor(due) - chosen.length);
}

/** How long a load went on during a phase, or after its warm-up where none is named; the load may end first. Seconds. */
export function secondsIn({ plan, generator, summary }: LoadEvidence, phase?: string): number {
  const startMs = summary?.firstStartMs ?? null;
  if (summary === null || startMs === null) return 0;
  const whole = { fromMs: startMs + plan.warmupMs, toMs: Infinity };
  const span = phase === undefined ? whole : summary.phases.findLast(({ name }) => name === phase);
  if (span === undefined) return 0;
  const endMs = startMs + (generator?.stoppedAfterMs ?? plan.durationMs);
  return Math.max(0, Math.min(span.toMs, endMs) - Math.max(span.fromMs, startMs)) / 1_000;
}

/**
 * How many of a load's dropped arrivals were due to an endpoint in a phase. A dropped arrival has neither: what was sent
 * too few there tells, and never more than were dropped in all.
 * @param requests how many were sent
 */
export function droppedThere(
  load: LoadEvidence,
  { endpoint, phase }: { endpoint: string; phase?: string | undefined },
  requests: number,
): number {
  const dropped = load.generator?.dropped ?? 0;
  if (dropped === 0 || (endpoint === "*" && phase === undefined)) return dropped;
  const short = dueArrivals(load.plan, [endpoint], secondsIn(load, phase)) - requests;
  return Math.min(dropped, Math.max(0, short));
}

const weightOf = (endpoints: LoadPlan["endpoints"]) => endpoints.reduce((sum, { weight }) => sum + weight, 0);

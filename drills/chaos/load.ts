import { gatedLoads } from "../../contract/payloads.ts";
import type { Settings } from "../../contract/settings.ts";
import type { LoadPlan } from "../../engine/evidence/load-plan.ts";
import { openPlan } from "../../engine/load/plans.ts";
import type { DrillOptions } from "../options.ts";
import { recoverySeconds } from "./recovery.ts";
import { backgroundLoad, type Experiment, slack, type Stage } from "./experiment.ts";

/**
 * Lengths of the phases that every experiment has, seconds. The first one of a run may find pods that have served nobody
 * yet: they are slow until they have.
 */
export const lengths = { firstWarmup: 16, warmup: 8, baseline: 10, after: 10 } as const;

/** Arrivals per second of the background load: enough to see two percent of errors within a phase. */
export const ownRatePerSecond = 40;

/** How much of a stage's length its surge leaves free for k6 to start and to finish, seconds. */
const surgeMarginSeconds = 6;

/** What a target that is slow to start may take beyond what is expected: the load ends with the experiment, seconds. */
const spareSeconds = 60;

/** How long an experiment is expected to take from its load's start to its end, seconds. */
export function experimentSeconds({ stages }: Experiment, settings: Settings): number {
  const each = stages.map(
    (stage) => inForceSeconds(stage, settings) + slackOf(stage, settings) + recoverySeconds(settings),
  );
  return lengths.firstWarmup + lengths.baseline + each.reduce((sum, seconds) => sum + seconds, 0) + lengths.after;
}

/** How long a stage's faults are in force at least, seconds. */
export const inForceSeconds = (
  { faultSeconds, easingSeconds, settledSeconds = 0 }: Stage,
  settings: Settings,
): number => faultSeconds + (easingSeconds?.(settings) ?? 0) + settledSeconds;

function slackOf({ slackSeconds = slack.usual }: Stage, settings: Settings): number {
  return typeof slackSeconds === "number" ? slackSeconds : slackSeconds(settings);
}

/** How long an experiment's load lasts at most, seconds. */
export const loadSeconds = (experiment: Experiment, settings: Settings): number =>
  experimentSeconds(experiment, settings) + spareSeconds;

/** Name of an experiment's background load; k6 takes no dots. */
export const loadName = (experiment: string) => `${experiment}-${backgroundLoad}`;

/** The load behind an experiment. */
export function backgroundPlan(experiment: Experiment, options: DrillOptions): LoadPlan {
  const { ratePerSecond = ownRatePerSecond, weights = {} } = experiment.load ?? {};
  return plan(options, {
    name: loadName(experiment.name),
    runId: options.runId,
    endpoints: gatedLoads.map((route) => ({ ...route, weight: weights[route.name] ?? route.weight })),
    seconds: loadSeconds(experiment, options.settings),
    warmupSeconds: lengths.warmup,
    ratePerSecond: options.ratePerSecond ?? ratePerSecond,
  });
}

/** The further load of a stage, a plan for each of its rates; empty = it has none. */
export function surgePlans(experiment: Experiment, stage: Stage, options: DrillOptions): LoadPlan[] {
  if (stage.surge === undefined) return [];
  const { route, ratesPerSecond } = stage.surge;
  const seconds = Math.floor((stage.faultSeconds - surgeMarginSeconds) / ratesPerSecond.length);
  return ratesPerSecond.map((ratePerSecond) =>
    plan(options, {
      name: `${experiment.name}-${stage.name}-surge-${ratePerSecond}`,
      // Clients of its own: the limiter must not count them with those of the background load.
      runId: `${options.runId}-surge`,
      endpoints: gatedLoads.filter(({ name }) => name === route),
      seconds: Math.max(1, seconds),
      warmupSeconds: 0,
      ratePerSecond,
    }),
  );
}

function plan(
  { limiter }: DrillOptions,
  wish: {
    name: string;
    runId: string;
    endpoints: LoadPlan["endpoints"];
    seconds: number;
    warmupSeconds: number;
    ratePerSecond: number;
  },
): LoadPlan {
  const { name, runId, endpoints, seconds, warmupSeconds, ratePerSecond } = wish;
  return openPlan({
    name,
    runId,
    endpoints,
    own: { durationMs: seconds * 1_000, ratePerSecond },
    // The phases decide the length.
    asked: { ratePerSecond },
    warmupMs: warmupSeconds * 1_000,
    requestTimeoutMs: 10_000,
    expectedLatencyMs: 2_000,
    minSamples: 1,
    limiter,
  });
}

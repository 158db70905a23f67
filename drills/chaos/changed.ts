import { settings as settingsSchema, type Settings } from "../../contract/settings.ts";
import { changedPace, type DrillOptions } from "../options.ts";
import type { Experiment, Stage } from "./experiment.ts";
import { ownRatePerSecond } from "./load.ts";

/** The longest that a fault lasts where all experiments run one after the other, seconds. */
const longestInSequence = 30;

/**
 * Experiments with the fault lengths that are asked for; where many run in sequence, long faults are cut short. None
 * gets shorter than its probes need on this target.
 */
export function withLengths(
  experiments: readonly Experiment[],
  { durationMs, settings }: Pick<DrillOptions, "durationMs" | "settings">,
): Experiment[] {
  const length = ({ faultSeconds }: Stage) => {
    if (durationMs !== undefined) return Math.max(1, Math.round(durationMs / 1_000));
    return experiments.length > 1 ? Math.min(faultSeconds, longestInSequence) : faultSeconds;
  };
  return experiments.map((experiment) => ({
    ...experiment,
    stages: experiment.stages.map((stage) => ({
      ...stage,
      faultSeconds: Math.max(length(stage), leastSeconds(stage, settings)),
    })),
  }));
}

const leastSeconds = (stage: Stage, settings: Settings) => Math.ceil(stage.leastSeconds?.(settings) ?? 0);

const groups = ["CIRCUIT_BREAKER_", "RETRY_", "BULKHEAD_", "SERVICE_TIMEOUT_", "HEALTH_", "RATE_LIMIT_"];

/** What differs from the drill's and the target's own defaults, for the report. */
export function changedDefaults(
  own: readonly Experiment[],
  changed: readonly Experiment[],
  options: DrillOptions,
): string[] {
  const { ratePerSecond } = options;
  const pace = { durationMs: 0, ratePerSecond: ownRatePerSecond };
  return [
    ...changedPace(pace, ratePerSecond === undefined ? {} : { ratePerSecond }),
    ...own.flatMap((experiment, e) =>
      experiment.stages.flatMap((stage, s) => {
        const unasked = Math.max(stage.faultSeconds, leastSeconds(stage, options.settings));
        const now = changed[e]?.stages[s]?.faultSeconds ?? unasked;
        return now === unasked ? [] : [`${experiment.name}.${stage.name}: fault of ${now} s instead of ${unasked} s`];
      }),
    ),
    ...changedSettings(options.settings),
  ];
}

/** Settings of the target that decide how it meets a fault, where they are not BIOwerk's defaults. */
function changedSettings(settings: Settings): string[] {
  const defaults: Record<string, unknown> = settingsSchema.parse({});
  return Object.entries(settings)
    .filter(([key, value]) => groups.some((group) => key.startsWith(group)) && value !== defaults[key])
    .map(([key, value]) => `${key}: ${String(value)} instead of ${String(defaults[key])}`);
}

import { settings as settingsSchema, type Settings } from "../../contract/settings.ts";
import { changedPace, type DrillOptions } from "../options.ts";
import type { Experiment } from "./experiment.ts";
import { ownRatePerSecond } from "./load.ts";

/** The longest that a fault lasts where all experiments run one after the other, seconds. */
const longestInSequence = 30;

/** Experiments with the fault lengths that are asked for; where many run in sequence, long faults are cut short. */
export function withLengths(experiments: readonly Experiment[], { durationMs }: DrillOptions): Experiment[] {
  const length = (own: number) => {
    if (durationMs !== undefined) return Math.max(1, Math.round(durationMs / 1_000));
    return experiments.length > 1 ? Math.min(own, longestInSequence) : own;
  };
  return experiments.map((experiment) => ({
    ...experiment,
    stages: experiment.stages.map((stage) => ({ ...stage, faultSeconds: length(stage.faultSeconds) })),
  }));
}

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
      experiment.stages.flatMap(({ name, faultSeconds }, s) => {
        const now = changed[e]?.stages[s]?.faultSeconds ?? faultSeconds;
        return now === faultSeconds
          ? []
          : [`${experiment.name}.${name}: fault of ${now} s instead of ${faultSeconds} s`];
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

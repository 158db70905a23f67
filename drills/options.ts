import type { Settings } from "../contract/settings.ts";
import type { SnapshotSource } from "../engine/probes/openapi-match.ts";
import type { Pace } from "../engine/load/plans.ts";
import type { BackupOptions } from "./restore/options.ts";
import type { Limiter } from "../engine/load/sizing.ts";

/**
 * What a user may change about a drill, and what the target says of itself. Of the pace, the length holds for each load
 * and the rate for open-model loads; what is undefined is the drill's own.
 */
export interface DrillOptions extends Partial<Pace> {
  runId: string;
  stack: string;
  /** a file of demo requests in BIOwerk's format, in place of the range's own */
  dataset?: string;
  /** the target's settings, defaults filled in */
  settings: Settings;
  /** false = chaos drills do everything but inject: a negative control */
  injectFaults: boolean;
  /** the target's rate limiter; null where it has none or clients cannot be told apart */
  limiter: Limiter | null;
  /** the OpenAPI documents that the target should serve; undefined = unknown: the match is then not exercised */
  snapshot?: SnapshotSource;
  /** config of the stack, namespace left off, as it was asked for; undefined where a drill is only planned */
  config?: Record<string, string>;
  /** what a user says of backups; undefined = nothing */
  backups?: BackupOptions;
}

/** How a load's pace differs from the drill's own, for the report; empty where it does not. */
export function changedPace(own: Pace, asked: Partial<Pace>): string[] {
  const lines: string[] = [];
  if (asked.durationMs !== undefined && asked.durationMs !== own.durationMs) {
    lines.push(`load duration: ${asked.durationMs / 1_000} s instead of ${own.durationMs / 1_000} s`);
  }
  if (asked.ratePerSecond !== undefined && asked.ratePerSecond !== own.ratePerSecond) {
    lines.push(`arrival rate: ${asked.ratePerSecond}/s instead of ${own.ratePerSecond}/s`);
  }
  return lines;
}

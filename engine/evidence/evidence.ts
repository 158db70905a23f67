import type { AlertNotice } from "./alerts.ts";
import type { JournalEvent } from "./events.ts";
import type { LoadSummary } from "./latency-summary.ts";
import type { GeneratorReport, LoadPlan } from "./load-plan.ts";
import type { EnvironmentRecord, RunPlan } from "./run-record.ts";
import type { SeriesLine } from "./series.ts";

/** Evidence that should be there and is not. `what` is a probe, a load, or a file relative to the run's folder. */
export interface Gap {
  what: string;
  reason: string;
}

/** What one load left behind. */
export interface LoadEvidence {
  plan: LoadPlan;
  /** null where the generator left no report */
  generator: GeneratorReport | null;
  /** null where there is no samples file */
  summary: LoadSummary | null;
}

/** Everything that judge and report look at. Loads that left nothing behind are not in `loads`. */
export interface Evidence {
  plan: RunPlan;
  environment: EnvironmentRecord;
  events: readonly JournalEvent[];
  /** gaps found while reading; those that the drill itself noticed are `gap` events */
  gaps: readonly Gap[];
  loads: readonly LoadEvidence[];
  /** what pods said of themselves over time, in the order in which they were looked at */
  series: readonly SeriesLine[];
  /** what Alertmanager delivered, in that order; empty where nothing watched the environment */
  alerts: readonly AlertNotice[];
}

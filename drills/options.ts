import type { SnapshotSource } from "../engine/probes/openapi-match.ts";
import type { Limiter } from "../engine/load/sizing.ts";

/** What a user may change about a drill, and what the target says of itself. */
export interface DrillOptions {
  runId: string;
  stack: string;
  /** length of each load, milliseconds; undefined = the drill's own */
  durationMs?: number;
  /** arrivals per second of open-model loads; undefined = the drill's own */
  ratePerSecond?: number;
  /** a file of demo requests in BIOwerk's format, in place of the range's own */
  dataset?: string;
  /** the target's rate limiter; null where it has none or clients cannot be told apart */
  limiter: Limiter | null;
  /** the OpenAPI documents that the target should serve; undefined = unknown: the match is then not exercised */
  snapshot?: SnapshotSource;
}

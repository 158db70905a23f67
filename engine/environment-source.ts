import type { EnvironmentOutputs } from "../stacks/outputs.ts";
import type { ToolFacts } from "./environment/describe.ts";
import type { EnvironmentLease } from "./environment/record.ts";

/** How an environment differs from the one in whose place it comes. */
export interface Succession {
  /** config of the stack that takes the place of the same keys */
  config: Record<string, string>;
  /** values that are not to be generated, by the names of their variables */
  secrets: Record<string, string>;
}

/** The environment of a run: how it comes up, and how it goes, if this run may take it down. */
export interface EnvironmentSource {
  lease: EnvironmentLease;
  facts: () => ToolFacts;
  /** path of the k6 binary */
  k6: Promise<string>;
  bringUp: (signal: AbortSignal) => Promise<EnvironmentOutputs>;
  /** undefined where the run was attached to an environment that is not its own */
  takeDown?: (signal: AbortSignal) => Promise<string[]>;
  /** brings it to another config; undefined where it is not the run's to change */
  amend?: (change: Record<string, string>, signal: AbortSignal) => Promise<EnvironmentOutputs>;
  /** an environment that takes the place of this one once it is gone; undefined where the run may not lose it */
  successor?: (change: Succession) => Promise<EnvironmentSource>;
  /** reference of an S3 server's image in Docker, for drills that are given no bucket */
  objectStorageImage: () => Promise<string>;
}

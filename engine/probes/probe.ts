import type { EnvironmentOutputs } from "../../stacks/outputs.ts";
import type { ClusterApi } from "./cluster-api.ts";

/** What a probe saw of one subject; `ok: null` = it could not be looked at, and `detail` says why. */
export interface Observation {
  subject: string;
  ok: boolean | null;
  detail: string;
  /** how long what was waited for took to come, milliseconds; unset where nothing was waited for, or it did not come */
  ms?: number;
}

/** What every probe may look at. */
export interface ProbeContext {
  api: ClusterApi;
  environment: EnvironmentOutputs;
  runId: string;
  signal: AbortSignal;
  /** when what is looked at began, such as a fault, milliseconds since the epoch; undefined = as the look does */
  sinceMs?: number | undefined;
}

/** How long what is looked at has been so, milliseconds: limits count from there rather than from the first look. */
export const goneBy = ({ sinceMs }: Pick<ProbeContext, "sinceMs">): number =>
  sinceMs === undefined ? 0 : Math.max(0, Date.now() - sinceMs);

/** One look at the system: names itself, so that objectives can ask for it. */
export interface Probe {
  name: string;
  observe: (context: ProbeContext) => Promise<Observation[]>;
}

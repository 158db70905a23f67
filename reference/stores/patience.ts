import type { Settings } from "../../contract/settings.ts";

/** How long a call to a store may take, milliseconds. */
export interface Patience {
  /** for a place */
  waitMs: number;
  attemptMs: number;
  /** for all attempts and the waits between them */
  totalMs: number;
}

const longestMs = 2_000;

/**
 * An agent must have answered before mesh gives it up: it would be taken for dead, and its other endpoints with it,
 * where it merely waits for its store. So a fifth of mesh's patience may go into the wait for a place, the rest into
 * attempts, of which there must be more than one.
 */
export function storePatience({ SERVICE_TIMEOUT_MESH }: Pick<Settings, "SERVICE_TIMEOUT_MESH">): Patience {
  const waitMs = SERVICE_TIMEOUT_MESH * 200;
  const totalMs = SERVICE_TIMEOUT_MESH * 800;
  return { waitMs: Math.min(longestMs, waitMs), attemptMs: Math.min(longestMs, totalMs / 2), totalMs };
}

import type { FaultLease } from "../faults/fault-lease.ts";

/** A lease and whether its drill still shows signs of life. */
export interface Watched {
  lease: FaultLease;
  expired: boolean;
}

interface Seen {
  lease: FaultLease;
  /** monotonic, milliseconds */
  changedAtMs: number;
  /** for good: a drill that comes back after its faults were lifted must not have them again */
  expired: boolean;
}

/**
 * Decides by its own monotonic clock whether a drill fell silent: from when it last saw the lease's renewal change.
 * Clocks of drill and node need not agree, and an API that cannot be reached counts as silence.
 */
export class DeadMan {
  readonly #seen = new Map<string, Seen>();

  /**
   * @param leases every lease there is; undefined = the API did not answer
   * @param nowMs monotonic, milliseconds
   */
  look(leases: readonly FaultLease[] | undefined, nowMs: number): Watched[] {
    if (leases !== undefined) this.#remember(leases, nowMs);
    return [...this.#seen.values()].map((seen) => {
      seen.expired ||= nowMs - seen.changedAtMs >= seen.lease.durationSeconds * 1_000;
      return { lease: seen.lease, expired: seen.expired };
    });
  }

  #remember(leases: readonly FaultLease[], nowMs: number): void {
    const runs = new Set(leases.map(({ runId }) => runId));
    for (const runId of this.#seen.keys()) if (!runs.has(runId)) this.#seen.delete(runId);
    for (const lease of leases) {
      const before = this.#seen.get(lease.runId);
      const renewed = before === undefined || before.lease.renewTime !== lease.renewTime;
      const changedAtMs = renewed ? nowMs : before.changedAtMs;
      this.#seen.set(lease.runId, { lease, changedAtMs, expired: before?.expired ?? false });
    }
  }
}

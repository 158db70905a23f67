import type { FaultLease } from "../../../../engine/faults/fault-lease.ts";
import { chainOf } from "../../../../engine/faults/filter.ts";

export const cut = { pods: ["10.244.0.7"], networks: ["10.244.0.0/24"] };

/** A lease that cuts off a pod, and lives for 20 s. */
export function aLease(runId: string, changes: Partial<FaultLease> = {}): FaultLease {
  return {
    runId,
    chain: chainOf(runId),
    renewTime: "1",
    durationSeconds: 20,
    undo: [],
    filter: { watched: null, cut },
    ...changes,
  };
}

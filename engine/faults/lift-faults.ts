import { DrillError, messageOf } from "../../common/errors.ts";
import type { ClusterApi } from "../probes/cluster-api.ts";
import type { FaultLease } from "./fault-lease.ts";
import { chainsGone } from "./guard-status.ts";
import { deleteLease, findLeases } from "./lease-store.ts";
import { type Patience, usualPatience } from "./patience.ts";
import { performUndo, performUndosPatiently } from "./perform-undo.ts";

/**
 * Lifts the faults of every run in the namespace, whether or not its drill lives, and waits until they are gone.
 * @returns the runs whose faults were lifted
 * @throws DrillError fault.not-lifted naming what is left; the leases of those stay, for the guard to go on trying
 */
export async function liftAllFaults(
  api: ClusterApi,
  namespace: string,
  patience: Patience = usualPatience,
): Promise<string[]> {
  const { leases, unreadable } = await findLeases(api, namespace);
  const runs = await lift(api, namespace, leases, patience);
  if (unreadable.length > 0) throw notLifted(unreadable);
  return runs;
}

async function lift(
  api: ClusterApi,
  namespace: string,
  leases: readonly FaultLease[],
  patience: Patience,
): Promise<string[]> {
  const left: string[] = [];
  const lifted: FaultLease[] = [];
  for (const lease of leases) {
    const perform = (operation: FaultLease["undo"][number]) => performUndo(operation, api, namespace);
    const failed = await performUndosPatiently(lease.undo, perform, patience);
    left.push(...failed.map(({ reason }) => `${lease.runId}: ${reason}`));
    if (failed.length > 0) continue;
    await deleteLease(api, namespace, lease.runId);
    lifted.push(lease);
  }
  if (lifted.length > 0) {
    const chains = lifted.map(({ chain }) => chain);
    await chainsGone(api, namespace, chains, patience).catch((thrown: unknown) => left.push(messageOf(thrown)));
  }
  if (left.length > 0) throw notLifted(left);
  return lifted.map(({ runId }) => runId);
}

/** @param left what is there, each in words */
export function notLifted(left: readonly string[], cause?: unknown): DrillError {
  return new DrillError({
    code: "fault.not-lifted",
    kind: "environment",
    message: `a fault is still there: ${left.join("; ")}`,
    remedy: "take the environment down; on a cluster that stays, perform the undos that the run's journal lists",
    cause,
  });
}

import type { ProbeContext } from "../probes/probe.ts";
import { type BlastRadius, requireWithin } from "./blast-radius.ts";
import type { Fault } from "./fault.ts";
import type { Cut } from "./filter.ts";
import type { UndoOperation } from "./undo.ts";

/** What faults will do together and how each is lifted, known before anything is done. */
export interface FaultPlan {
  parts: { fault: Fault; undo: UndoOperation[] }[];
  /** of all faults, each once */
  undo: UndoOperation[];
  cut: Cut | null;
}

/**
 * Resolves faults that are to be in force at once. All are resolved before the first is injected, so that where two
 * change the same field both have its original value to put back.
 * @throws DrillError fault.blast-radius
 */
export async function planFaults(
  faults: readonly Fault[],
  radius: BlastRadius,
  context: ProbeContext,
): Promise<FaultPlan> {
  const targets = await Promise.all(faults.map((fault) => fault.targets(context)));
  requireWithin(radius, targets.flat());
  const parts = await Promise.all(faults.map(async (fault) => ({ fault, undo: await fault.undo(context) })));
  const cuts = await Promise.all(faults.map((fault) => fault.cut?.(context) ?? null));
  return {
    parts,
    undo: eachOnce(parts.flatMap(({ undo }) => undo)),
    cut: merged(cuts.filter((cut) => cut !== null)),
  };
}

function eachOnce(undo: readonly UndoOperation[]): UndoOperation[] {
  return [...new Map(undo.map((operation) => [JSON.stringify(operation), operation])).values()];
}

function merged(cuts: readonly Cut[]): Cut | null {
  if (cuts.length === 0) return null;
  return {
    pods: [...new Set(cuts.flatMap(({ pods }) => pods))],
    networks: [...new Set(cuts.flatMap(({ networks }) => networks))],
  };
}

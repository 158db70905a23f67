/** How long faults are waited for, milliseconds. */
export interface Patience {
  /** a fault to show, and to be gone */
  proofMs: number;
  /** an undo to succeed: longer than an API may be away */
  undoMs: number;
  /** the guards to act on a lease: longer than a lease outlives its last renewal */
  guardMs: number;
  /** pause between two looks */
  everyMs: number;
}

export const usualPatience: Patience = { proofMs: 20_000, undoMs: 45_000, guardMs: 30_000, everyMs: 1_000 };

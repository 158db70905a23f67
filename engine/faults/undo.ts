import * as z from "zod";

/** A workload, or a part of one, whose field a fault changes. */
export const workloadRef = z.strictObject({
  kind: z.enum(["Deployment", "StatefulSet", "HorizontalPodAutoscaler", "Pod"]),
  name: z.string().min(1),
});

/** JSON pointer to a field of an object: at an item of a list, setting it would put in another one. */
const fieldPath = z.string().regex(/^\/(?:.*\/)?(?!\d+$|-$)[^/]+$/, "must be the JSON pointer of a field");

/**
 * One step that lifts a fault, as data: the drill and the in-cluster guard perform it with the same interpreter.
 * Each may be performed any number of times; the set is closed, so that a guard knows every undo there can be.
 */
export const undoOperation = z.discriminatedUnion("op", [
  /** Enables a proxy and removes its toxics. */
  z.strictObject({ op: z.literal("reset-proxy"), proxy: z.string().min(1) }),
  /** Puts recorded values back into a workload; null = the field was not there, though the object around it was. */
  z.strictObject({
    op: z.literal("restore-fields"),
    workload: workloadRef,
    fields: z.array(z.strictObject({ path: fieldPath, value: z.unknown() })).min(1),
  }),
  /** Deletes the NetworkPolicies that carry the run's label. */
  z.strictObject({ op: z.literal("delete-policies"), runId: z.string().min(1) }),
  /** Removes the run's chain from the packet filter of every node, which is the guards' own part. */
  z.strictObject({ op: z.literal("flush-chain"), chain: z.string().regex(/^DRILL-[0-9a-f]{8}$/) }),
]);

export type UndoOperation = z.infer<typeof undoOperation>;
export type WorkloadRef = z.infer<typeof workloadRef>;

export const undoList = z.array(undoOperation);

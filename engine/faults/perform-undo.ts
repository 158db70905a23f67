import { setTimeout as sleep } from "node:timers/promises";
import { messageOf } from "../../common/errors.ts";
import { ApiRefusal, type ClusterApi } from "../probes/cluster-api.ts";
import { policiesOfRun } from "./network-policies.ts";
import { resetProxy } from "./proxies.ts";
import type { UndoOperation } from "./undo.ts";
import { patchWorkload } from "./workload.ts";

/** An undo that did not succeed, and why. */
export interface FailedUndo {
  operation: UndoOperation;
  reason: string;
}

/** Performs one undo; performing it again changes nothing, and what is gone needs none. */
export async function performUndo(operation: UndoOperation, api: ClusterApi, namespace: string): Promise<void> {
  switch (operation.op) {
    case "reset-proxy":
      return unlessGone(resetProxy(api, namespace, operation.proxy));
    case "restore-fields":
      return unlessGone(patchWorkload(api, namespace, operation.workload, operation.fields));
    case "delete-policies":
      return api.remove(policiesOfRun(namespace, operation.runId));
    case "flush-chain":
      // The guard of each node does it by itself, as soon as no living lease asks for the chain.
      return;
  }
}

/** Tries every undo, last first, whatever becomes of the others. @returns those that failed, in their order */
export async function performUndos(
  undo: readonly UndoOperation[],
  perform: (operation: UndoOperation) => Promise<void>,
): Promise<FailedUndo[]> {
  const failed: FailedUndo[] = [];
  for (const operation of undo.toReversed()) {
    try {
      await perform(operation);
    } catch (thrown) {
      failed.unshift({ operation, reason: `${operation.op}: ${messageOf(thrown)}` });
    }
  }
  return failed;
}

/**
 * Tries those that failed again until all succeeded or the time is up: what broke the target may still be going on.
 * @param patience milliseconds
 */
export async function performUndosPatiently(
  undo: readonly UndoOperation[],
  perform: (operation: UndoOperation) => Promise<void>,
  { undoMs, everyMs }: { undoMs: number; everyMs: number },
): Promise<FailedUndo[]> {
  const deadline = performance.now() + undoMs;
  let failed = await performUndos(undo, perform);
  while (failed.length > 0 && performance.now() < deadline) {
    await sleep(everyMs);
    failed = await performUndos(
      failed.map(({ operation }) => operation),
      perform,
    );
  }
  return failed;
}

async function unlessGone(undone: Promise<void>): Promise<void> {
  try {
    await undone;
  } catch (thrown) {
    if (!(thrown instanceof ApiRefusal && thrown.status === 404)) throw thrown;
  }
}

import { DrillError } from "../../common/errors.ts";
import type { Store } from "../stores/store.ts";

/**
 * Takes the marks of a restore away, once all that it brought back was compared with the backup. A store without a mark
 * is left as it is.
 * @throws DrillError restore.not-complete where a store's mark says that it is not restored; then none is taken away
 */
export async function clearMarks(stores: readonly Store[], backupId: string): Promise<void> {
  const marks = await Promise.all(stores.map(async (store) => ({ store, mark: await store.findMark() })));
  for (const { store, mark } of marks) {
    const isDone = mark === null || (mark.backupId === backupId && mark.state === "complete");
    if (!isDone) throw notComplete(store, mark.backupId);
  }
  for (const { store, mark } of marks) if (mark !== null) await store.mark(null);
}

function notComplete({ name }: Store, backupId: string): DrillError {
  return new DrillError({
    code: "restore.not-complete",
    kind: "environment",
    message: `${name} is marked as in the middle of a restore of backup ${backupId}`,
    remedy: "run that restore again: it goes on where it was cut off",
  });
}

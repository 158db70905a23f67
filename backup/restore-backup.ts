import { eachStore } from "./each-store.ts";
import type { Manifest, StoreName } from "./format/manifest.ts";
import type { Moved, Progress } from "./progress.ts";
import { planRestore, type StorePlan } from "./restore/plan.ts";
import type { SealedObjects, Store } from "./stores/store.ts";

export interface RestoreOptions {
  /** of a backup that somebody trusted has signed */
  manifest: Manifest;
  objects: SealedObjects;
  stores: readonly Store[];
  /** content that is there already is removed */
  intoNonEmpty: boolean;
  progress: Progress;
  signal: AbortSignal;
}

/** What was done with one store, and when: milliseconds since the epoch. */
export interface RestoredStore {
  store: StoreName;
  /** kept = an earlier try had restored it */
  outcome: "restored" | "kept";
  startedAtMs: number;
  endedAtMs: number;
  /** content that was there before and is gone, in words; null = there was none */
  overwrote: string | null;
}

/**
 * Brings a backup's content back, all stores at once. Each store is marked before the first write to it; one in which
 * an earlier try of the same restore was cut off is emptied and restored anew. The marks stay until `clearMarks`: what
 * has one is not to be used yet.
 * @throws DrillError restore.no-record, restore.not-empty before anything is written; the error of a store that failed,
 * which names the store
 */
export async function restoreBackup(options: RestoreOptions): Promise<RestoredStore[]> {
  const { stores, signal } = options;
  const plans = new Map((await planRestore(options)).map((plan) => [plan.store, plan]));
  return eachStore(stores, {
    done: "restored",
    signal,
    on: async (store, stopped) => {
      const plan = plans.get(store);
      if (plan === undefined) throw new Error(`nothing was planned for ${store.name}`);
      return restoreStore(plan, options, stopped);
    },
  });
}

async function restoreStore(
  { store, record, step, overwrites }: StorePlan,
  { manifest, objects, progress }: RestoreOptions,
  signal: AbortSignal,
): Promise<RestoredStore> {
  const { name } = store;
  const startedAtMs = Date.now();
  progress.reached(name, step === "keep" ? "skipped" : "started");
  if (step !== "keep") {
    await store.mark({ backupId: manifest.id, state: "under-way" });
    if (step === "restore-anew") await store.empty(signal);
    await store.restore(record, { objects, signal, progress: (moved: Moved) => progress.moved(name, moved) });
    signal.throwIfAborted();
    await store.mark({ backupId: manifest.id, state: "complete" });
    progress.reached(name, "done");
  }
  const outcome = step === "keep" ? "kept" : "restored";
  return { store: name, outcome, startedAtMs, endedAtMs: Date.now(), overwrote: overwrites };
}

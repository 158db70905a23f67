import { DrillError, messageOf } from "../common/errors.ts";
import type { Store } from "./stores/store.ts";

/**
 * Works on all stores at once. One that fails stops the others.
 * @param work.done what happens to a store, for the message: "backed up"
 * @returns the results, in the order of the stores
 * @throws DrillError of the store that failed first, which it names; the signal's reason where that was aborted
 */
export async function eachStore<T>(
  stores: readonly Store[],
  work: { done: string; signal: AbortSignal; on: (store: Store, signal: AbortSignal) => Promise<T> },
): Promise<T[]> {
  const stop = new AbortController();
  const signal = AbortSignal.any([work.signal, stop.signal]);
  const failures: DrillError[] = [];
  const running = stores.map(async (store) => {
    try {
      signal.throwIfAborted();
      return await work.on(store, signal);
    } catch (thrown) {
      failures.push(failureOf(store, work.done, thrown));
      stop.abort(thrown);
      throw thrown;
    }
  });
  await Promise.allSettled(running);
  if (failures.length > 0) {
    work.signal.throwIfAborted();
    throw failures[0];
  }
  return Promise.all(running);
}

function failureOf({ name }: Store, done: string, cause: unknown): DrillError {
  const known = cause instanceof DrillError ? cause : undefined;
  return new DrillError({
    code: known?.code ?? "store.failed",
    kind: known?.kind ?? "environment",
    message: `${name} could not be ${done}: ${messageOf(cause)}`,
    remedy: known?.remedy ?? "see to the store, then run the same again: what is complete is kept",
    cause,
  });
}

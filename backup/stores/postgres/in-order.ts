import { inPool } from "../../pool.ts";

/**
 * Does the work for every item, a bounded number of them at a time. A failure stops what else is under way.
 * @returns the results, in the order of the items
 * @throws what failed first; the signal's reason where that was aborted
 */
export async function inOrder<T, R>(
  items: readonly T[],
  width: number,
  signal: AbortSignal,
  work: (item: T, signal: AbortSignal) => Promise<R>,
): Promise<R[]> {
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  const results: R[] = [];
  await inPool([...items.entries()], width, either, async ([at, item]) => {
    try {
      results[at] = await work(item, either);
    } catch (thrown) {
      // What is aborted says no more than that it was.
      either.throwIfAborted();
      stop.abort(thrown);
      throw thrown;
    }
  });
  return results;
}

/**
 * Does the work for every item, a bounded number of them at a time. After a failure no further item is begun.
 * @throws what failed first, once the work that was under way has ended
 */
export async function inPool<T>(
  items: readonly T[],
  width: number,
  signal: AbortSignal,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const failures: unknown[] = [];
  // One iterator for all: each takes the next item.
  const left = items.values();
  const take = async () => {
    for (const item of left) {
      if (failures.length > 0) return;
      try {
        signal.throwIfAborted();
        await work(item);
      } catch (thrown) {
        failures.push(thrown);
      }
    }
  };
  await Promise.all(Array.from({ length: width }, take));
  if (failures.length > 0) throw failures[0];
}

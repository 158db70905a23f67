const mostItems = 200;
const mostBytes = 2 ** 24;

/**
 * Cuts items into groups that may be held in memory: few, and few bytes together; an item that is larger than that is a
 * group of its own.
 */
export async function* inGroups<T>(
  items: AsyncIterable<T> | Iterable<T>,
  bytesOf: (item: T) => number,
): AsyncGenerator<T[]> {
  let group: T[] = [];
  let bytes = 0;
  for await (const item of items) {
    const more = bytesOf(item);
    if (group.length === mostItems || (group.length > 0 && bytes + more > mostBytes)) {
      yield group;
      group = [];
      bytes = 0;
    }
    group.push(item);
    bytes += more;
  }
  if (group.length > 0) yield group;
}

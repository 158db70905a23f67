import { BSON, type Document } from "mongodb";

/** Items that come one after the other. */
export async function* given<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items;
}

export async function collected<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

/** A document's bytes. A map's keys stay in their order. */
export const raw = (document: Document): Buffer => Buffer.from(BSON.serialize(document));

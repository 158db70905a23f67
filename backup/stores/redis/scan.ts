import type { RedisConnection } from "./connection.ts";
import { bytesIn, listIn } from "./replies.ts";

/** Key of a restore's mark; no part of any backup. */
export const markKey = Buffer.from("drill:restore");

/** Each key of the database once, the mark aside, in batches. */
export async function* scanKeys(redis: RedisConnection): AsyncGenerator<Buffer[]> {
  // SCAN may give a key twice. The set is smaller than what Redis itself holds in memory.
  const seen = new Set([markKey.toString("latin1")]);
  const isNew = (key: Buffer): boolean => seen.size < seen.add(key.toString("latin1")).size;
  let cursor = "0";
  do {
    const [next, keys] = listIn(await redis.send("SCAN", cursor, "COUNT", "200"));
    const batch = listIn(keys).map(bytesIn).filter(isNew);
    if (batch.length > 0) yield batch;
    cursor = bytesIn(next).toString();
  } while (cursor !== "0");
}

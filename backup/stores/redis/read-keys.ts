import type { RedisConnection } from "./connection.ts";
import { inGroups } from "./groups.ts";
import { logicalHash, readCommand } from "./logical.ts";
import type { KeyRecord } from "./records.ts";
import { bytesIn, numberIn } from "./replies.ts";
import { scanKeys } from "./scan.ts";

/** What is known of a key before it is read. */
interface Look {
  key: Buffer;
  type: string;
  expiresAtMs: number;
  /** that it takes in Redis' memory, about */
  bytes: number;
}

const noPayload = Buffer.alloc(0);

/**
 * Reads all keys of a database, as many at a time as fit into memory. One that goes away meanwhile is left out.
 * @param how.withPayloads whether to have them DUMPed; without, payloads are empty
 * @throws DrillError backup.redis-type for a value of a module
 */
export async function* readKeys(
  redis: RedisConnection,
  how: { withPayloads: boolean; signal: AbortSignal },
): AsyncGenerator<KeyRecord> {
  for await (const keys of scanKeys(redis)) {
    const looks = await Promise.all(keys.map((key) => lookAt(redis, key)));
    for await (const group of inGroups(looks, ({ bytes }) => bytes)) {
      how.signal.throwIfAborted();
      const records = await Promise.all(group.map((look) => readKey(redis, look, how.withPayloads)));
      for (const record of records) if (record !== null) yield record;
    }
  }
}

async function lookAt(redis: RedisConnection, key: Buffer): Promise<Look> {
  const [type, expiresAtMs, bytes] = await Promise.all([
    redis.send("TYPE", key),
    redis.send("PEXPIRETIME", key),
    redis.send("MEMORY", "USAGE", key),
  ]);
  return { key, type: String(type), expiresAtMs: numberIn(expiresAtMs), bytes: bytes === null ? 0 : numberIn(bytes) };
}

async function readKey(redis: RedisConnection, look: Look, withPayload: boolean): Promise<KeyRecord | null> {
  const { key, type, expiresAtMs } = look;
  if (type === "none") return null;
  const command = readCommand(type, key);
  const [payload, value, exists] = await Promise.all([
    withPayload ? redis.send("DUMP", key) : noPayload,
    redis.send(...command),
    // Last, so that a key which is there now was there for what came before.
    redis.send("EXISTS", key),
  ]);
  if (exists !== 1) return null;
  return { key, type, expiresAtMs, logical: logicalHash(type, value), payload: bytesIn(payload) };
}

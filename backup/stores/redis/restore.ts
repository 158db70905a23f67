import { addAbortSignal } from "node:stream";
import type { StoreRecord } from "../../format/manifest.ts";
import type { StoreWork } from "../store.ts";
import { withRedis, type RedisConnection, type RedisServer } from "./connection.ts";
import { inGroups } from "./groups.ts";
import { readRecords, type KeyRecord } from "./records.ts";

/** Puts the keys of an archive into a database. Those that have expired since count as done. */
export async function restoreRedis(
  server: RedisServer,
  record: StoreRecord,
  { objects, progress, signal }: StoreWork,
): Promise<void> {
  await withRedis(server, signal, async (redis) => {
    for (const object of record.objects) {
      const source = addAbortSignal(signal, await objects.open(object));
      for await (const group of inGroups(readRecords(source), bytesOf)) {
        await Promise.all(group.filter(isAlive).map((each) => putBack(redis, each)));
        progress({ bytes: group.reduce((sum, each) => sum + bytesOf(each), 0), items: group.length });
      }
    }
  });
}

const bytesOf = ({ key, payload }: KeyRecord): number => key.length + payload.length;

const isAlive = ({ expiresAtMs }: KeyRecord): boolean => expiresAtMs === -1 || expiresAtMs > Date.now();

async function putBack(redis: RedisConnection, { key, expiresAtMs, payload }: KeyRecord): Promise<void> {
  const expiry = expiresAtMs === -1 ? "0" : String(expiresAtMs);
  await redis.send("RESTORE", key, expiry, payload, "ABSTTL", "REPLACE");
}

import type { Store } from "../store.ts";
import { backUpRedis } from "./back-up.ts";
import { withRedis, type RedisConnection, type RedisServer } from "./connection.ts";
import { liveContents } from "./content.ts";
import { findMark, setMark } from "./mark.ts";
import { numberIn } from "./replies.ts";
import { restoreRedis } from "./restore.ts";
import { markKey, scanKeys } from "./scan.ts";

export interface RedisStoreOptions extends Omit<RedisServer, "database"> {
  /** default 0 */
  database?: number;
  /** `contents` leaves out keys that expire by then (Unix time, milliseconds; default: it takes all) */
  expiringAfterMs?: number;
}

const markMs = 60_000;

/**
 * One database of Redis 7 or later. All of it rejects with a DrillError `backup.redis` where the server fails, or with
 * the signal's reason.
 */
export function openRedisStore(options: RedisStoreOptions): Store & { close: () => Promise<void> } {
  const { expiringAfterMs, database = 0, ...login } = options;
  const server: RedisServer = { ...login, database };
  const closed = new AbortController();
  const open = (signal: AbortSignal) => AbortSignal.any([signal, closed.signal]);
  const soon = () => open(AbortSignal.timeout(markMs));
  return {
    name: "redis",
    backUp: (work) => backUpRedis(server, { ...work, signal: open(work.signal) }),
    restore: (record, work) => restoreRedis(server, record, { ...work, signal: open(work.signal) }),
    contents: (signal) => liveContents(server, expiringAfterMs, open(signal)),
    occupied: (signal) => withRedis(server, open(signal), occupiedBy),
    empty: (signal) => withRedis(server, open(signal), emptyDatabase),
    findMark: () => withRedis(server, soon(), findMark),
    mark: (mark) => withRedis(server, soon(), (redis) => setMark(redis, mark)),
    /** ends what is still under way */
    close: async () => closed.abort(new Error("the store of Redis was closed")),
  };
}

async function occupiedBy(redis: RedisConnection): Promise<string | null> {
  const [all, marks] = await Promise.all([redis.send("DBSIZE"), redis.send("EXISTS", markKey)]);
  const count = numberIn(all) - numberIn(marks);
  return count === 0 ? null : `${count} keys`;
}

async function emptyDatabase(redis: RedisConnection): Promise<void> {
  for await (const keys of scanKeys(redis)) await redis.send("UNLINK", ...keys);
}

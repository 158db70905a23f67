import { MultisetDigest } from "../../format/digest.ts";
import type { StoreContents } from "../store.ts";
import { withRedis, type RedisServer } from "./connection.ts";
import { readKeys } from "./read-keys.ts";
import type { KeyState } from "./records.ts";

/** The one part that a database of Redis is. */
export const partName = ({ database }: Pick<RedisServer, "database">): string => `db${database}`;

/** Whether a key counts in a comparison of what is still there after a moment. @param afterMs undefined = every key */
export const isCompared = ({ expiresAtMs }: KeyState, afterMs: number | undefined): boolean =>
  afterMs === undefined || expiresAtMs === -1 || expiresAtMs > afterMs;

export function addKey(digest: MultisetDigest, { key, type, expiresAtMs, logical }: KeyState): void {
  digest.add(key, type, String(expiresAtMs), logical);
}

/** What a live database holds. Writers are not held back. @param afterMs see `isCompared` */
export function liveContents(
  server: RedisServer,
  afterMs: number | undefined,
  signal: AbortSignal,
): Promise<StoreContents> {
  return withRedis(server, signal, async (redis) => {
    const digest = new MultisetDigest();
    for await (const record of readKeys(redis, { withPayloads: false, signal })) {
      if (isCompared(record, afterMs)) addKey(digest, record);
    }
    return { schemaDigest: "", parts: [{ name: partName(server), ...digest.value }] };
  });
}

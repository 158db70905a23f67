import { type RestoreMark, restoreMark } from "../store.ts";
import type { RedisConnection } from "./connection.ts";
import { failureOf } from "./errors.ts";
import { bytesIn } from "./replies.ts";
import { markKey } from "./scan.ts";

/** The mark that a restore left. */
export async function findMark(redis: RedisConnection): Promise<RestoreMark | null> {
  const value = await redis.send("GET", markKey);
  if (value === null) return null;
  try {
    return restoreMark.parse(JSON.parse(bytesIn(value).toString()));
  } catch {
    throw failureOf("the mark of a restore", new Error(`the value of ${markKey.toString()} is none`));
  }
}

/** @param wanted null = none from now on */
export async function setMark(redis: RedisConnection, wanted: RestoreMark | null): Promise<void> {
  await (wanted === null ? redis.send("DEL", markKey) : redis.send("SET", markKey, JSON.stringify(wanted)));
}

import { DrillError } from "../../../common/errors.ts";
import type { RedisConnection } from "./connection.ts";

/** How long Redis holds writers back at a time, and so at most after a backup that was killed, milliseconds. */
export const pauseMs = 10_000;
export const renewEveryMs = 2_000;

/**
 * Holds the writers of the whole server back while the body runs; they wait and lose nothing. Redis expires and evicts
 * no key meanwhile, though one whose time has come can no longer be read.
 * @param redis a connection that nobody else uses, so that no renewal waits behind anything
 * @throws DrillError backup.redis-pause where a renewal came too late, so that writers may have come in between
 */
export async function withWritersPaused<T>(redis: RedisConnection, body: () => Promise<T>): Promise<T> {
  let pausedUntil = Infinity;
  let hasLapsed = false;
  const pause = async () => {
    const sent = performance.now();
    await redis.send("CLIENT", "PAUSE", String(pauseMs), "WRITE");
    hasLapsed ||= performance.now() > pausedUntil;
    // Redis counts from a later moment.
    pausedUntil = sent + pauseMs;
  };
  await pause();
  // One that fails shows at the end, as a pause that is over.
  const timer = setInterval(() => void pause().catch(() => undefined), renewEveryMs);
  try {
    const result = await body();
    if (hasLapsed || performance.now() > pausedUntil) throw lapsed();
    return result;
  } finally {
    clearInterval(timer);
    // Where the connection is lost, the pause ends by itself.
    await redis.send("CLIENT", "UNPAUSE").catch(() => undefined);
  }
}

function lapsed(): DrillError {
  return new DrillError({
    code: "backup.redis-pause",
    kind: "environment",
    message: "the pause of Redis' writers could not be renewed in time: what was read is of no one moment",
    remedy: "run the backup again once Redis answers steadily",
  });
}

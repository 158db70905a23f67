import { setTimeout as sleep } from "node:timers/promises";
import type { Probe, ProbeContext } from "./probe.ts";
import { type RedisKeys, withRedis } from "./redis-keys.ts";

/** Reads of keys of the drill's own, as those make them who rely on a cache. */
export interface CacheReads {
  /** what the keys begin with */
  prefix: string;
  /** reads per second */
  perSecond: number;
  /** whether the keys are written before: who reads them after a flush misses them */
  primed: boolean;
}

const everyMs = 200;
const keyCount = 10;
/** They end by themselves where nobody deletes them, seconds. */
const ttlSeconds = 600;

/** A probe that observes while keys are read; where they cannot be read it throws, since nothing was missed then. */
export function whileReading(probe: Probe, reads: CacheReads): Probe {
  const observe = (context: ProbeContext) =>
    withRedis(context, async (redis) => {
      const keys = Array.from({ length: keyCount }, (_, n) => `${reads.prefix}drill-read-${context.runId}-${n}`);
      if (reads.primed) await Promise.all(keys.map((key) => redis.set(key, "1", ttlSeconds)));
      const over = new AbortController();
      const reading = readOn(redis, keys, reads.perSecond, AbortSignal.any([over.signal, context.signal]));
      // Awaited below; until then its failure is nobody's.
      reading.catch(() => undefined);
      try {
        return await probe.observe(context);
      } finally {
        over.abort();
        await reading;
      }
    });
  return { name: probe.name, observe };
}

async function readOn(redis: RedisKeys, keys: readonly string[], perSecond: number, over: AbortSignal): Promise<void> {
  const perRound = Math.max(1, Math.round((perSecond * everyMs) / 1_000));
  const asked = Array.from({ length: perRound }, (_, n) => keys[n % keys.length] ?? "");
  while (!over.aborted) {
    await redis.read(asked);
    await sleep(everyMs, undefined, { signal: over }).catch(() => undefined);
  }
}

import { rateLimits } from "../../contract/persistence.ts";
import type { Settings } from "../../contract/settings.ts";
import { Refusal } from "../resilience/refusal.ts";
import type { RedisLink } from "../stores/redis-link.ts";
import type { Identity } from "./identity.ts";

/** Counters per identity and window. */
export interface WindowCounters {
  /**
   * Counts one more request.
   * @returns the counts of the current window, this request included, and of the one before
   */
  count(identity: string, window: number, ttlSeconds: number): Promise<{ current: number; previous: number }>;
  /** Takes a count back. */
  discount(identity: string, window: number): Promise<void>;
}

/** Bounds the requests of each identity per window; lets all pass while it cannot count. */
export class RateLimiter {
  readonly #settings: Settings;
  readonly #counters: WindowCounters;
  readonly #warn: (message: string) => void;
  readonly #now: () => number;
  #failing = false;

  /**
   * @param warn told when counting begins to fail
   * @param now wall clock, milliseconds
   */
  constructor(
    settings: Settings,
    counters: WindowCounters,
    warn: (message: string) => void,
    now: () => number = Date.now,
  ) {
    this.#settings = settings;
    this.#counters = counters;
    this.#warn = warn;
    this.#now = now;
  }

  /** @throws Refusal rate_limit_exceeded */
  async admit(identity: Identity): Promise<void> {
    const { RATE_LIMIT_ENABLED, RATE_LIMIT_PER_USER, RATE_LIMIT_PER_IP, RATE_LIMIT_WINDOW } = this.#settings;
    if (!RATE_LIMIT_ENABLED || !(identity.known ? RATE_LIMIT_PER_USER : RATE_LIMIT_PER_IP)) return;
    const windows = this.#now() / 1_000 / RATE_LIMIT_WINDOW;
    const window = Math.floor(windows);
    const elapsed = windows - window;
    const counts = await this.#count(identity.name, window);
    if (counts === undefined || this.#used(counts, elapsed) <= this.#settings.RATE_LIMIT_REQUESTS) return;
    // A request that is turned away uses up nothing.
    this.#counters.discount(identity.name, window).catch(() => undefined);
    throw this.#refusal((1 - elapsed) * RATE_LIMIT_WINDOW);
  }

  async #count(identity: string, window: number) {
    try {
      const counts = await this.#counters.count(identity, window, 2 * this.#settings.RATE_LIMIT_WINDOW);
      this.#failing = false;
      return counts;
    } catch (thrown) {
      if (!this.#failing) this.#warn(`rate limiting is off until redis answers: ${String(thrown)}`);
      this.#failing = true;
      return undefined;
    }
  }

  /** A sliding window holds the current window and what of the one before still lies in it. */
  #used({ current, previous }: { current: number; previous: number }, elapsed: number): number {
    return this.#settings.RATE_LIMIT_STRATEGY === "sliding_window" ? current + previous * (1 - elapsed) : current;
  }

  #refusal(retryAfterSeconds: number): Refusal {
    const { RATE_LIMIT_REQUESTS: limit, RATE_LIMIT_WINDOW: window } = this.#settings;
    return new Refusal({
      reason: "rate_limit_exceeded",
      message: `more than ${limit} requests in ${window} s from this client`,
      retryAfterSeconds,
      facts: { limit, window },
    });
  }
}

/** Counters in Redis, shared by all replicas of mesh. */
export function redisCounters(redis: RedisLink): WindowCounters {
  const key = (identity: string, window: number) => `${rateLimits.prefix}${identity}:${window}`;
  return {
    count: (identity, window, ttlSeconds) =>
      redis.run(async (client) => {
        // Sent together, so that one round trip is all that a request waits for.
        const [current, , previous] = await Promise.all([
          client.incr(key(identity, window)),
          client.expire(key(identity, window), ttlSeconds),
          client.get(key(identity, window - 1)),
        ]);
        return { current, previous: Number(previous ?? 0) };
      }),
    discount: async (identity, window) => {
      await redis.run((client) => client.decr(key(identity, window)));
    },
  };
}

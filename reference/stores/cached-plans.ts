import type { Reply } from "../../contract/envelope.ts";
import { planCache } from "../../contract/persistence.ts";
import { Refusal } from "../resilience/refusal.ts";
import type { RedisLink } from "./redis-link.ts";
import type { KeptReply, ReplyStore } from "./reply-store.ts";

/** A cache that may be away. */
export interface PlanCache {
  get(id: string): Promise<Reply | null>;
  set(id: string, reply: Reply): Promise<void>;
}

/** A plan, and whether it came from the cache because its store is away. */
export interface FoundPlan {
  reply: Reply;
  cached: boolean;
}

/** Plans that can be read for a while after their store went away. */
export class CachedPlans {
  readonly #store: ReplyStore;
  readonly #cache: PlanCache;

  constructor(store: ReplyStore, cache: PlanCache) {
    this.#store = store;
    this.#cache = cache;
  }

  async keep(entry: KeptReply): Promise<Reply> {
    const kept = await this.#store.keep(entry);
    await this.#remember(entry.id, kept);
    return kept;
  }

  /** @throws Refusal where the store is away and the cache does not have the plan */
  async find(id: string): Promise<FoundPlan | null> {
    try {
      const reply = await this.#store.find(id);
      if (reply === null) return null;
      await this.#remember(id, reply);
      return { reply, cached: false };
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) throw thrown;
      const reply = await this.#cache.get(id).catch(() => null);
      if (reply === null) throw thrown;
      return { reply, cached: true };
    }
  }

  /** A plan is stored whether or not it is cached. */
  async #remember(id: string, reply: Reply): Promise<void> {
    await this.#cache.set(id, reply).catch(() => undefined);
  }
}

/** The cache in Redis. */
export function redisPlanCache(redis: RedisLink, ttlSeconds: number): PlanCache {
  return {
    get: async (id) => {
      const text = await redis.run((client) => client.get(planCache.prefix + id));
      return text === null ? null : (JSON.parse(text) as Reply);
    },
    set: async (id, reply) => {
      await redis.run((client) => client.set(planCache.prefix + id, JSON.stringify(reply), { EX: ttlSeconds }));
    },
  };
}

/** For where caching is switched off. */
export const noPlanCache: PlanCache = { get: async () => null, set: async () => undefined };

import type { Reply } from "../../contract/envelope.ts";
import { sessions } from "../../contract/persistence.ts";
import type { RedisLink } from "./redis-link.ts";
import type { KeptReply, ReplyStore } from "./reply-store.ts";

/** Replies to outlines, kept in the session of their message: state that may be lost. */
export class OutlineSessions implements ReplyStore {
  readonly #redis: RedisLink;
  readonly #ttlSeconds: number;

  constructor(redis: RedisLink, ttlSeconds: number) {
    this.#redis = redis;
    this.#ttlSeconds = ttlSeconds;
  }

  async keep({ id, reply }: KeptReply): Promise<Reply> {
    return this.#redis.run(async (client) => {
      const key = sessions.prefix + id;
      const [isFirst] = await Promise.all([
        client.hSetNX(key, sessions.outline, JSON.stringify(reply)),
        client.expire(key, this.#ttlSeconds),
      ]);
      if (isFirst) return reply;
      return parse(await client.hGet(key, sessions.outline)) ?? reply;
    });
  }

  async find(id: string): Promise<Reply | null> {
    return this.#redis.run(async (client) => parse(await client.hGet(sessions.prefix + id, sessions.outline)));
  }
}

/** Notes in a message's session where mesh routed it. */
export async function noteRoute(redis: RedisLink, id: string, route: string, ttlSeconds: number): Promise<void> {
  const key = sessions.prefix + id;
  await redis.run((client) => Promise.all([client.hSet(key, sessions.route, route), client.expire(key, ttlSeconds)]));
}

const parse = (text: string | null | undefined) => (typeof text === "string" ? (JSON.parse(text) as Reply) : null);

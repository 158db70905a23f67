import type { ProbeContext } from "../probes/probe.ts";
import { type RedisClient, withRedisAt } from "../probes/store-connections.ts";

/** Every key of Redis with what it holds, as one text: hashes, lists and sets field by field. */
export type RedisTexts = AsyncIterable<{ key: string; text: string }>;

const batch = 500;

/** Runs the body with all that the environment's Redis holds. */
export async function withRedisTexts<T>(
  { api, environment }: Pick<ProbeContext, "api" | "environment">,
  body: (texts: RedisTexts) => Promise<T>,
): Promise<T> {
  const { service, port } = environment.redis;
  return api.withPort(environment.namespace, service, port, (localPort) =>
    withRedisAt({ host: "127.0.0.1", port: localPort }, (client) => body(textsOf(client))),
  );
}

async function* textsOf(client: RedisClient): RedisTexts {
  for await (const keys of client.scanIterator({ COUNT: batch })) {
    const texts = await Promise.all(keys.map(async (key) => ({ key, text: await textOf(client, key) })));
    yield* texts;
  }
}

/** A key that went meanwhile holds nothing; of a kind that is not known, nothing is read. */
async function textOf(client: RedisClient, key: string): Promise<string> {
  switch (await client.type(key)) {
    case "string":
      return (await client.get(key)) ?? "";
    case "hash":
      return Object.entries(await client.hGetAll(key))
        .flat()
        .join("\n");
    case "list":
      return (await client.lRange(key, 0, -1)).join("\n");
    case "set":
      return (await client.sMembers(key)).join("\n");
    case "zset":
      return (await client.zRange(key, 0, -1)).join("\n");
    default:
      return "";
  }
}

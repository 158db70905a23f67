import { type RedisAddress, type RedisClient, withRedisAt } from "../../probes/store-connections.ts";
import { type RedisCommand, redisCommands } from "./redis-commands.ts";
import type { SeedSizes } from "./sizes.ts";

/** Commands that are under way at a time. */
const pipelined = 1_000;

/** Puts the keys there, those of an earlier seed anew. @param plans how many plans sessions may name */
export async function seedRedis(address: RedisAddress, sizes: SeedSizes["redis"], plans: number): Promise<void> {
  await withRedisAt(address, async (client) => {
    let batch: RedisCommand[] = [];
    for (const commands of redisCommands(sizes, plans)) {
      batch.push(...commands);
      if (batch.length < pipelined) continue;
      await run(client, batch);
      batch = [];
    }
    await run(client, batch);
  });
}

/** Commands that are given in one go are sent in one go, and run in their order. */
async function run(client: RedisClient, commands: readonly RedisCommand[]): Promise<void> {
  await Promise.all(commands.map((command) => client.sendCommand(command)));
}

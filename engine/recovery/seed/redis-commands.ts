import { createHash } from "node:crypto";
import { sessions } from "../../../contract/persistence.ts";
import { crossReferences, seedPrefixes } from "./names.ts";
import type { SeedSizes } from "./sizes.ts";

export type RedisCommand = (string | Buffer)[];

const hourSeconds = 3_600;

/**
 * The commands that put one key after the other, each on its own: the key may be there already. Every second key lives
 * for some hours from then on, the others for good.
 * @param plans how many plans sessions may name
 */
export function* redisCommands(sizes: SeedSizes["redis"], plans: number): Generator<RedisCommand[]> {
  yield* keysOf(sizes.sessions, `${sessions.prefix}${seedPrefixes.session}`, (key, n) => [
    ["HSET", key, sessions.route, "nucleus/plan", crossReferences.plan.field, `${seedPrefixes.plan}${n % plans}`],
    ["HSET", key, "state", hashOf(key)],
  ]);
  // Bytes that are no text, and an empty value among them.
  yield* keysOf(sizes.strings, "seed:string:", (key, n) => [
    ["SET", key, n % 3 === 0 ? bytesOf(key) : n % 100 === 1 ? "" : `Übersicht ${n} ✓`],
  ]);
  yield* keysOf(sizes.lists, "seed:list:", (key, n) => [["RPUSH", key, ...items(n, 1 + (n % 5)), "last", "last"]]);
  yield* keysOf(sizes.sets, "seed:set:", (key, n) => [
    ["SADD", key, ...items(n, 1 + (n % 7))],
    ["SADD", key, "one"],
  ]);
  yield* keysOf(sizes.sortedSets, "seed:sorted:", (key, n) => [
    ["ZADD", key, ...items(n, 1 + (n % 6)).flatMap((item, index) => [String(index - 1.5 / (n + 1)), item])],
    ["ZADD", key, "-inf", "least", "inf", "most"],
  ]);
}

function* keysOf(
  count: number,
  prefix: string,
  fill: (key: string, n: number) => RedisCommand[],
): Generator<RedisCommand[]> {
  for (let n = 0; n < count; n += 1) {
    const key = `${prefix}${n}`;
    const lives = n % 2 === 0 ? [["EXPIRE", key, String((2 + (n % 10)) * hourSeconds)]] : [];
    yield [["DEL", key], ...fill(key, n), ...lives];
  }
}

const bytesOf = (text: string) => createHash("sha256").update(text).digest();
const hashOf = (text: string) => bytesOf(text).toString("hex");
const items = (n: number, count: number) => Array.from({ length: count }, (_, index) => `item-${n}-${index}`);

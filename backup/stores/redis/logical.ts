import { createHash, type Hash } from "node:crypto";
import { DrillError } from "../../../common/errors.ts";
import type { Reply } from "./connection.ts";

/** How all of a value is read, by its type. */
const readers: Record<string, (key: Buffer) => (string | Buffer)[]> = {
  string: (key) => ["GET", key],
  hash: (key) => ["HGETALL", key],
  list: (key) => ["LRANGE", key, "0", "-1"],
  set: (key) => ["SMEMBERS", key],
  zset: (key) => ["ZRANGE", key, "0", "-1", "WITHSCORES"],
  stream: (key) => ["XRANGE", key, "-", "+"],
};

/** The command that reads all of a value. @throws DrillError backup.redis-type where the type is a module's */
export function readCommand(type: string, key: Buffer): (string | Buffer)[] {
  const reader = Object.hasOwn(readers, type) ? readers[type] : undefined;
  if (reader !== undefined) return reader(key);
  throw new DrillError({
    code: "backup.redis-type",
    kind: "environment",
    message: `Redis holds a value of the type "${type}", which cannot be compared after a restore`,
    remedy: "keep what a module of Redis holds out of the database that is backed up",
  });
}

/**
 * SHA-256 of a value as clients see it: what DUMP gives differs between servers and encodings that hold the same.
 * @param reply to the command that `readCommand` gave
 */
export function logicalHash(type: string, reply: Reply): Buffer {
  const hash = createHash("sha256");
  absorb(hash, inOrder(type, reply));
  return hash.digest();
}

/** A hash and a set have no order of their own. */
function inOrder(type: string, reply: Reply): Reply {
  if (!Array.isArray(reply)) return reply;
  if (type === "set") return reply.toSorted(byBytes);
  if (type !== "hash") return reply;
  const pairs: Reply[][] = [];
  for (let at = 0; at < reply.length; at += 2) pairs.push(reply.slice(at, at + 2));
  return pairs.toSorted(([one = null], [other = null]) => byBytes(one, other));
}

/** Each piece after its length, so that no two values come to the same bytes. */
function absorb(hash: Hash, reply: Reply): void {
  if (Array.isArray(reply)) {
    hash.update(`*${reply.length}\n`);
    for (const each of reply) absorb(hash, each);
    return;
  }
  const bytes = bytesOf(reply);
  hash.update(`$${bytes.length}\n`);
  hash.update(bytes);
}

const byBytes = (one: Reply, other: Reply): number => Buffer.compare(bytesOf(one), bytesOf(other));

const bytesOf = (reply: Reply): Buffer => (Buffer.isBuffer(reply) ? reply : Buffer.from(String(reply)));

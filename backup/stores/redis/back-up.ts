import { Readable } from "node:stream";
import { MultisetDigest } from "../../format/digest.ts";
import type { StoreRecord } from "../../format/manifest.ts";
import type { StoreWork } from "../store.ts";
import { withRedis, type RedisConnection, type RedisServer } from "./connection.ts";
import { addKey, partName } from "./content.ts";
import { withWritersPaused } from "./pause.ts";
import { readKeys } from "./read-keys.ts";
import { archiveHead, encodeEnd, encodeRecord } from "./records.ts";
import { bytesIn } from "./replies.ts";

/** Key of the object that all keys of Redis lie in, before the seal's suffix. */
const objectKey = "redis/keys";

/**
 * Takes a database while the writers of the server wait, which they do until all of it is stored.
 * @throws DrillError backup.redis, backup.redis-pause, backup.redis-type; the signal's reason where that was aborted
 */
export async function backUpRedis(server: RedisServer, work: StoreWork): Promise<StoreRecord> {
  work.signal.throwIfAborted();
  try {
    // Not to be broken off: who stops the backup wants the writers to go on at once.
    return await withRedis(server, undefined, (pauser) =>
      withWritersPaused(pauser, () => {
        const snapshotAt = new Date().toISOString();
        return withRedis(server, work.signal, (redis) => takeKeys(redis, { server, snapshotAt }, work));
      }),
    );
  } catch (thrown) {
    work.signal.throwIfAborted();
    throw thrown;
  }
}

async function takeKeys(
  redis: RedisConnection,
  { server, snapshotAt }: { server: RedisServer; snapshotAt: string },
  work: StoreWork,
): Promise<StoreRecord> {
  const version = await versionOf(redis);
  const digest = new MultisetDigest();
  const archive = Readable.from(archiveOf(redis, digest, work), { objectMode: false });
  const object = await work.objects.put(objectKey, archive);
  return {
    store: "redis",
    server: version,
    snapshotAt,
    snapshotPoint: "writers paused",
    schemaDigest: "",
    parts: [{ name: partName(server), ...digest.value, objects: [object.key] }],
    objects: [object],
  };
}

async function* archiveOf(
  redis: RedisConnection,
  digest: MultisetDigest,
  { progress, signal }: StoreWork,
): AsyncGenerator<Buffer> {
  yield archiveHead;
  let count = 0;
  for await (const record of readKeys(redis, { withPayloads: true, signal })) {
    addKey(digest, record);
    count += 1;
    const bytes = encodeRecord(record);
    progress({ bytes: bytes.length, items: 1 });
    yield bytes;
  }
  yield encodeEnd(count);
}

/** "Redis 7.4.1" */
async function versionOf(redis: RedisConnection): Promise<string> {
  const info = bytesIn(await redis.send("INFO", "server")).toString();
  return `Redis ${/^redis_version:(\S+)/m.exec(info)?.[1] ?? "of unknown version"}`;
}

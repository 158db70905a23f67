import type { ObjectStore } from "../objects/object-store.ts";
import { readConnection } from "../objects/s3-connection.ts";
import { openS3Store } from "../objects/s3-store.ts";
import { readRedisArchiveAfter } from "../stores/redis/archive.ts";
import type { ArchiveReader, Store } from "../stores/store.ts";
import type { JobLine } from "./lines.ts";
import { type Closable, openStores, type StoresToOpen } from "./open-stores.ts";
import type { JobSecrets, JobStores } from "./settings.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Where a job reads and writes. */
export interface JobPlaces {
  backup: (url: string, env: Environment) => Closable<ObjectStore>;
  stores: (which: Omit<StoresToOpen, "connection">, env: Environment) => Closable<{ stores: Store[] }>;
  /** reads the keys of an archive that expire later than a moment, or never */
  redisArchiveAfter: (atMs: number) => ArchiveReader;
}

export const realPlaces: JobPlaces = {
  backup: (url, env) => openS3Store(url, readConnection(env)),
  stores: (which, env) => openStores({ ...which, connection: readConnection(env) }),
  redisArchiveAfter: readRedisArchiveAfter,
};

/** What a verb works with. */
export interface JobContext {
  env: Environment;
  secrets: JobSecrets;
  say: (line: JobLine) => void;
  signal: AbortSignal;
  places: JobPlaces;
}

/** Runs the body with the backup at the URL. */
export async function withBackup<T>(
  { places, env }: JobContext,
  url: string,
  body: (store: ObjectStore) => Promise<T>,
): Promise<T> {
  const store = places.backup(url, env);
  try {
    return await body(store);
  } finally {
    await store.close();
  }
}

/** Runs the body with the stores. */
export async function withStores<T>(
  { places, env, secrets }: JobContext,
  which: { stores: JobStores } & Pick<StoresToOpen, "scratchFolder" | "backup" | "expiringAfterMs">,
  body: (stores: Store[]) => Promise<T>,
): Promise<T> {
  const { stores, ...rest } = which;
  const opened = places.stores({ places: stores, secrets, ...rest }, env);
  try {
    return await body(opened.stores);
  } finally {
    await opened.close();
  }
}

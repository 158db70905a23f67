import type { ObjectStore } from "../objects/object-store.ts";
import type { S3Connection } from "../objects/s3-connection.ts";
import { openS3Store } from "../objects/s3-store.ts";
import { openBlobStore } from "../stores/blobs/blob-store.ts";
import { finishedBlobs } from "../stores/blobs/finished.ts";
import { openDocumentStore } from "../stores/documents/document-store.ts";
import { openPostgresStore } from "../stores/postgres/store.ts";
import { openRedisStore } from "../stores/redis/store.ts";
import type { Store } from "../stores/store.ts";
import type { JobSecrets, JobStores } from "./settings.ts";

/** Something that holds connections until it is closed. */
export type Closable<T> = T & { close: () => void | Promise<void> };

export interface StoresToOpen {
  places: JobStores;
  /** for dumps that are on their way */
  scratchFolder: string;
  secrets: JobSecrets;
  /** of the place of the blobs */
  connection: S3Connection;
  /** the backup's prefix, where one is being taken: it goes on where it was cut off */
  backup?: ObjectStore;
  /** keys that expire by then are left out of Redis' content; Unix time, milliseconds */
  expiringAfterMs?: number;
}

/** The stores that are named, in the order in which reports name them. They connect when they are first used. */
export function openStores(which: StoresToOpen): Closable<{ stores: Store[] }> {
  const { scratchFolder, secrets, connection, backup, expiringAfterMs } = which;
  const { postgres, documents, redis, blobs } = which.places;
  const opened: Closable<Store>[] = [];
  if (postgres !== undefined) {
    opened.push(openPostgresStore({ ...postgres, password: secrets.postgresPassword, scratchFolder }));
  }
  if (documents !== undefined) opened.push(openDocumentStore({ ...documents, password: secrets.mongoPassword }));
  if (redis !== undefined) {
    const expiry = expiringAfterMs === undefined ? {} : { expiringAfterMs };
    opened.push(openRedisStore({ ...redis, password: secrets.redisPassword, ...expiry }));
  }
  if (blobs !== undefined) {
    const source = openS3Store(blobs.url, connection);
    const finished = backup === undefined ? {} : { finished: finishedBlobs(backup) };
    opened.push({ ...openBlobStore({ source, ...finished }), close: source.close });
  }
  return {
    stores: opened,
    close: async () => {
      await Promise.allSettled(opened.map(async (store) => store.close()));
    },
  };
}

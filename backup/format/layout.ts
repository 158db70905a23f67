import { createHash } from "node:crypto";
import type { StoreName } from "./manifest.ts";

/** What the key of an object ends with that was compressed, then encrypted. */
export const sealedSuffix = ".zst.age";

/** The key under which something sealed lies. */
export const sealedKey = (key: string): string => `${key}${sealedSuffix}`;

/** Keys of what lies open below a backup's prefix. */
export const openKeys = {
  manifest: "manifest.json",
  signature: "manifest.json.sig",
  runbook: "runbook.md",
  gaps: "gaps.json",
  /** record of a store that is complete, for a backup that is taken up again */
  progress: (store: StoreName) => `progress/${store}.json`,
  /** folder of what one restore leaves beside the backup; ends with "/" */
  restore: (id: string) => `restores/${id}/`,
} as const;

/** Keys of what is sealed, as they are given to `SealedObjects.put`, which adds the suffix. */
export const contentKeys = {
  postgresToc: "postgres/toc.dat",
  /** @param dumpId of pg_dump's entry "TABLE DATA" */
  postgresData: (dumpId: number) => `postgres/${dumpId}.dat`,
  /** names are escaped: a collection's may hold a slash */
  documents: (database: string, collection: string) => `${collectionKey(database, collection)}.bson`,
  documentsMetadata: (database: string, collection: string) => `${collectionKey(database, collection)}.metadata.json`,
  redis: "redis/keys",
  /** @param key of the blob: it may hold anything, so that its hash stands for it */
  blob: (key: string) => `blobs/${createHash("sha256").update(key).digest("hex")}`,
  blobIndex: "blobs/index",
  openapi: (service: string) => `openapi/${service}.json`,
  configuration: "configuration.json",
  secrets: "secrets.json",
} as const;

const collectionKey = (database: string, collection: string): string =>
  `documents/${encodeURIComponent(database)}/${encodeURIComponent(collection)}`;

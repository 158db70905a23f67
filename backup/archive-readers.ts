import type { StoreName } from "./format/manifest.ts";
import { readBlobArchive } from "./stores/blobs/archive.ts";
import { readDocumentArchive } from "./stores/documents/archive.ts";
import { readPostgresArchive } from "./stores/postgres/archive.ts";
import { readRedisArchive } from "./stores/redis/archive.ts";
import type { ArchiveReader } from "./stores/store.ts";

/** Count again what the archives of each store hold. */
export const archiveReaders: Record<StoreName, ArchiveReader> = {
  postgres: readPostgresArchive,
  documents: readDocumentArchive,
  redis: readRedisArchive,
  blobs: readBlobArchive,
};

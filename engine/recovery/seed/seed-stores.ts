import type { StoreTargets } from "../../probes/store-connections.ts";
import type { ValueTypes } from "./documents.ts";
import { seedBlobs } from "./seed-blobs.ts";
import { seedDocuments } from "./seed-documents.ts";
import { seedPostgres } from "./seed-postgres.ts";
import { seedRedis } from "./seed-redis.ts";
import type { SeedSizes } from "./sizes.ts";

/**
 * Fills all stores at once with content that names each other across them. The same sizes give the same content, save
 * for when keys expire, which counts from now.
 * @throws what failed first, once all have ended
 */
export async function seedStores(
  { postgres, documents, redis, blobs }: StoreTargets,
  sizes: SeedSizes,
  { types, signal }: { types: ValueTypes; signal: AbortSignal },
): Promise<void> {
  const work = [
    seedPostgres(postgres, sizes),
    seedDocuments(documents, sizes.documents, types),
    seedRedis(redis, sizes.redis, sizes.postgres.plans),
    ...(blobs === null ? [] : [seedBlobs(blobs, sizes.blobs, signal)]),
  ];
  await Promise.allSettled(work);
  await Promise.all(work);
}

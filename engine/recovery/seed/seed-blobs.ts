import { createCipheriv, createHash } from "node:crypto";
import type { ObjectStore } from "../../../backup/objects/object-store.ts";
import { inPool } from "../../../backup/pool.ts";
import { blobKey } from "./names.ts";
import type { SeedSizes } from "./sizes.ts";

const atATime = 4;

/** Content of the n-th blob, which nothing compresses: a stream cipher over zeros, with a key of its own. */
export function blobContent(n: number, bytes: number): Buffer {
  const key = createHash("sha256").update(`blob ${n}`).digest();
  return createCipheriv("aes-256-ctr", key, Buffer.alloc(16)).update(Buffer.alloc(bytes));
}

/** Puts the blobs there, those of an earlier seed anew. */
export async function seedBlobs(
  store: Pick<ObjectStore, "put">,
  { count, bytes }: SeedSizes["blobs"],
  signal: AbortSignal,
): Promise<void> {
  const numbers = Array.from({ length: count }, (_, n) => n);
  await inPool(numbers, atATime, signal, async (n) => {
    const attributes = { contentType: "application/octet-stream", metadata: { seed: String(n) } };
    await store.put(blobKey(n), blobContent(n, bytes), attributes);
  });
}

import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import type { ObjectEntry } from "../../backup/format/manifest.ts";
import type { ObjectStore } from "../../backup/objects/object-store.ts";
import { damaged } from "../../backup/seal/seal-errors.ts";
import type { SealedObjects } from "../../backup/stores/store.ts";

/** Objects that are stored as they are, under the very key; what was damaged shows at their end, as of sealed ones. */
export const plainObjects = (store: ObjectStore): SealedObjects => ({
  put: async (key, source) => {
    const content = await buffer(source);
    await store.put(key, content);
    const sha256 = createHash("sha256").update(content).digest("hex");
    return { key, bytes: content.length, sha256, plainBytes: content.length };
  },
  open: async (entry) => Readable.from(checked(await store.get(entry.key), entry), { objectMode: false }),
});

async function* checked(content: AsyncIterable<Uint8Array>, { key, sha256 }: ObjectEntry): AsyncGenerator<Uint8Array> {
  const hash = createHash("sha256");
  for await (const chunk of content) {
    hash.update(chunk);
    yield chunk;
  }
  if (hash.digest("hex") !== sha256) throw damaged(key, "its SHA-256 is another");
}

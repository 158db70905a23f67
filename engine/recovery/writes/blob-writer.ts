import type { ObjectStore } from "../../../backup/objects/object-store.ts";
import { DrillError } from "../../../common/errors.ts";
import type { StoreWriter } from "./writer.ts";

/** Where blobs of a writing lie; their ids follow. */
export const writtenBlobs = "writes/";

/** With these the store refuses; without an answer a blob may be there or not. */
const refusals: ReadonlySet<string> = new Set(["objects.denied", "objects.full", "objects.missing"]);

/** Writes blobs past BIOwerk, which keeps none. */
export function blobWriter(blobs: Pick<ObjectStore, "put">): StoreWriter {
  return {
    store: "blobs",
    via: "direct",
    write: async (id) => {
      try {
        await blobs.put(writtenBlobs + id, Buffer.from(`written as ${id}\n`), { contentType: "text/plain" });
        return "ok";
      } catch (thrown) {
        return thrown instanceof DrillError && refusals.has(thrown.code) ? "failed" : "unknown";
      }
    },
  };
}

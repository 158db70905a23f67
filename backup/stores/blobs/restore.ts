import { DrillError } from "../../../common/errors.ts";
import type { StoreRecord } from "../../format/manifest.ts";
import type { ObjectStore } from "../../objects/object-store.ts";
import { inPool } from "../../pool.ts";
import { damaged } from "../../seal/seal-errors.ts";
import type { StoreWork } from "../store.ts";
import { type ArchivedBlob, archivedBlobs } from "./archive.ts";
import { watched } from "./content.ts";
import { blobsAtATime } from "./place.ts";

/**
 * Writes each blob with what was kept with it; a damaged one is not written.
 * @throws DrillError backup.object-damaged
 */
export async function restoreBlobs(target: ObjectStore, record: StoreRecord, work: StoreWork): Promise<void> {
  const blobs = await archivedBlobs(record, work.objects);
  await inPool(blobs, blobsAtATime, work.signal, (blob) => restoreBlob(target, blob, work));
}

async function restoreBlob(target: ObjectStore, { line, entry }: ArchivedBlob, work: StoreWork): Promise<void> {
  const content = watched(() => work.objects.open(entry), work.signal, {
    moved: (bytes) => work.progress({ bytes }),
    end: (sha256) => {
      if (sha256 !== line.sha256) throw damaged(line.object, "it is not the blob that the index describes");
    },
  });
  try {
    await target.put(line.key, content, { contentType: line.contentType, metadata: line.metadata });
  } catch (thrown) {
    // What is wrong with the content says more than that it could not be written.
    throw content.errored instanceof DrillError ? content.errored : thrown;
  }
  work.progress({ bytes: 0, items: 1 });
}

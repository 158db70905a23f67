import { MultisetDigest } from "../../format/digest.ts";
import type { ObjectStore } from "../../objects/object-store.ts";
import { inPool } from "../../pool.ts";
import type { Store, StoreContents } from "../store.ts";
import { backUpBlobs, blobsPart } from "./back-up.ts";
import { hashOf } from "./content.ts";
import type { FinishedBlobs } from "./finished.ts";
import { addBlob } from "./index-lines.ts";
import { attributesIfThere, blobsAtATime, countBlobs, findMark, listBlobs, removeBlobs, setMark } from "./place.ts";
import { restoreBlobs } from "./restore.ts";

/**
 * The blobs of an environment.
 * @param place.source where they lie: a restore writes to it
 * @param place.finished lets a backup that was cut off go on; see `finishedBlobs`
 */
export function openBlobStore({ source, finished }: { source: ObjectStore; finished?: FinishedBlobs }): Store {
  return {
    name: "blobs",
    backUp: (work) => backUpBlobs(source, finished, work),
    restore: (record, work) => restoreBlobs(source, record, work),
    contents: (signal) => contentsOf(source, signal),
    occupied: () => countBlobs(source),
    empty: (signal) => removeBlobs(source, signal),
    findMark: () => findMark(source),
    mark: (mark) => setMark(source, mark),
  };
}

async function contentsOf(place: ObjectStore, signal: AbortSignal): Promise<StoreContents> {
  const digest = new MultisetDigest();
  await inPool(await listBlobs(place), blobsAtATime, signal, async ({ key }) => {
    const attributes = await attributesIfThere(place, key);
    if (attributes === undefined) return;
    addBlob(digest, { key, ...attributes, sha256: await hashOf(await place.get(key), signal) });
  });
  return { schemaDigest: "", parts: [{ name: blobsPart, ...digest.value }] };
}

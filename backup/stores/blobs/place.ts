import { isMissing, readIfThere } from "../../listed-objects.ts";
import type { ListedObject, ObjectStore } from "../../objects/object-store.ts";
import { inPool } from "../../pool.ts";
import { type RestoreMark, restoreMark } from "../store.ts";

/** Blobs that are worked on at a time. */
export const blobsAtATime = 4;
const removalsAtATime = 16;

/** Holds the mark of a restore; beside the blobs, as no other place is known to belong to them. */
const markKey = ".drill-restore";

/** Every blob in the place, by key; the mark is none. */
export async function listBlobs(place: ObjectStore): Promise<ListedObject[]> {
  const blobs: ListedObject[] = [];
  for await (const object of place.list("")) {
    // An empty key is the folder itself, as consoles show it.
    if (object.key !== markKey && object.key !== "") blobs.push(object);
  }
  return blobs;
}

/** What is kept with a blob. @returns undefined where there is no such blob any more */
export async function attributesIfThere(place: ObjectStore, key: string) {
  try {
    const { contentType, metadata = {} } = await place.attributes(key);
    return { contentType, metadata };
  } catch (thrown) {
    if (isMissing(thrown)) return undefined;
    throw thrown;
  }
}

/** @returns null where there are no blobs */
export async function countBlobs(place: ObjectStore): Promise<string | null> {
  const blobs = await listBlobs(place);
  const bytes = blobs.reduce((sum, blob) => sum + blob.bytes, 0);
  return blobs.length === 0 ? null : `${blobs.length} blobs of ${bytes} bytes`;
}

export async function removeBlobs(place: ObjectStore, signal: AbortSignal): Promise<void> {
  await inPool(await listBlobs(place), removalsAtATime, signal, ({ key }) => place.remove(key));
}

export async function findMark(place: ObjectStore): Promise<RestoreMark | null> {
  const text = await readIfThere(place, markKey);
  return text === undefined ? null : restoreMark.parse(JSON.parse(text.toString()));
}

/** @param mark null = none from now on */
export async function setMark(place: ObjectStore, mark: RestoreMark | null): Promise<void> {
  if (mark !== null) await place.put(markKey, Buffer.from(JSON.stringify(mark)));
  else if ((await readIfThere(place, markKey)) !== undefined) await place.remove(markKey);
}

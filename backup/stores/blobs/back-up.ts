import { Readable } from "node:stream";
import { MultisetDigest } from "../../format/digest.ts";
import { contentKeys } from "../../format/layout.ts";
import type { ObjectEntry, StoreRecord } from "../../format/manifest.ts";
import type { ObjectStore } from "../../objects/object-store.ts";
import { inPool } from "../../pool.ts";
import type { StoreWork } from "../store.ts";
import { hashOf, watched } from "./content.ts";
import type { FinishedBlobs, SealedBlob } from "./finished.ts";
import { addBlob, type IndexLine, indexPieces } from "./index-lines.ts";
import { attributesIfThere, blobsAtATime, listBlobs } from "./place.ts";

/** The one part that all blobs belong to. */
export const blobsPart = "blobs";

interface Taken {
  line: IndexLine;
  entry: ObjectEntry;
}

interface Taking {
  source: ObjectStore;
  finished: FinishedBlobs | undefined;
  before: ReadonlyMap<string, SealedBlob>;
  work: StoreWork;
}

/**
 * Takes each blob that is there now, unless it goes while the others are taken. What an earlier try sealed is read
 * again, since its size alone does not tell whether it is still the same, and is not sealed again.
 */
export async function backUpBlobs(
  source: ObjectStore,
  finished: FinishedBlobs | undefined,
  work: StoreWork,
): Promise<StoreRecord> {
  const snapshotAt = new Date().toISOString();
  const before = (await finished?.load(work.signal)) ?? new Map<string, SealedBlob>();
  const taken: Taken[] = [];
  await inPool(await listBlobs(source), blobsAtATime, work.signal, async ({ key }) => {
    const blob = await takeBlob(key, { source, finished, before, work });
    if (blob !== undefined) taken.push(blob);
  });
  taken.sort((one, other) => (one.line.key < other.line.key ? -1 : 1));
  const digest = new MultisetDigest();
  for (const { line } of taken) addBlob(digest, line);
  const lines = taken.map(({ line }) => line);
  const index = await work.objects.put(contentKeys.blobIndex, Readable.from(indexPieces(lines), { objectMode: false }));
  const entries = [index, ...taken.map(({ entry }) => entry)];
  return {
    store: "blobs",
    server: "S3",
    snapshotAt,
    snapshotPoint: `each blob as it was read; begun at ${snapshotAt}`,
    schemaDigest: "",
    parts: [{ name: blobsPart, ...digest.value, objects: entries.map(({ key }) => key) }],
    objects: entries,
  };
}

/** @returns undefined where the blob is gone */
async function takeBlob(key: string, taking: Taking): Promise<Taken | undefined> {
  const { source, work } = taking;
  const attributes = await attributesIfThere(source, key);
  if (attributes === undefined) return undefined;
  try {
    const { entry, sha256 } = (await sealedBefore(key, taking)) ?? (await seal(key, taking));
    work.progress({ bytes: 0, items: 1 });
    return { line: { key, ...attributes, bytes: entry.plainBytes, sha256, object: entry.key }, entry };
  } catch (thrown) {
    const left = await attributesIfThere(source, key).catch(() => attributes);
    if (left === undefined) return undefined;
    throw thrown;
  }
}

async function sealedBefore(key: string, { source, before, work }: Taking): Promise<SealedBlob | undefined> {
  const blob = before.get(contentKeys.blob(key));
  if (blob === undefined) return undefined;
  const sha256 = await hashOf(await source.get(key), work.signal);
  if (sha256 !== blob.sha256) return undefined;
  work.progress({ bytes: blob.entry.plainBytes });
  return blob;
}

async function seal(key: string, { source, finished, work }: Taking): Promise<SealedBlob> {
  const name = contentKeys.blob(key);
  const seen = { sha256: "" };
  const content = watched(() => source.get(key), work.signal, {
    moved: (bytes) => work.progress({ bytes }),
    end: (sha256) => {
      seen.sha256 = sha256;
    },
  });
  const entry = await work.objects.put(name, content);
  const blob = { ...seen, entry };
  await finished?.save(name, blob);
  return blob;
}

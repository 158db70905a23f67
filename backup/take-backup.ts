import { eachStore } from "./each-store.ts";
import { openKeys } from "./format/layout.ts";
import { type Manifest, manifest as manifestSchema, objectsOf, type StoreRecord } from "./format/manifest.ts";
import { sign } from "./format/signature.ts";
import { isBeside, listedObjects } from "./listed-objects.ts";
import type { ObjectStore } from "./objects/object-store.ts";
import { inPool } from "./pool.ts";
import type { Moved, Progress } from "./progress.ts";
import type { SealedObjects, Store } from "./stores/store.ts";
import { claimPrefix } from "./take/claim-prefix.ts";
import { keepRecord, keptRecord } from "./take/store-progress.ts";
import { type BackupDocuments, writeDocuments } from "./take/write-documents.ts";

/** What is known of a backup before its first byte is read. */
export type BackupFacts = BackupDocuments &
  Pick<Manifest, "id" | "source" | "gitSha" | "images" | "schemaVersions" | "recipients">;

export interface TakeOptions {
  /** the backup's prefix */
  store: ObjectStore;
  /** the same prefix, for content */
  objects: SealedObjects;
  stores: readonly Store[];
  facts: BackupFacts;
  /** ed25519 private key, PEM */
  signingKey: string;
  progress: Progress;
  signal: AbortSignal;
}

/** Below "progress/<store>/"; the store's record lies beside it. */
const notesOfStores = /^progress\/[^/]+\//;
const removalsAtATime = 16;

/**
 * Takes a backup: all stores at once, then the rest, the manifest last and its signature after it. One that was cut off
 * goes on where it is called again with the same prefix and id; stores that were taken whole are not taken again.
 * @throws DrillError backup.prefix-taken; the error of a store that failed, which names the store
 */
export async function takeBackup(options: TakeOptions): Promise<Manifest> {
  const { store, objects, facts, signingKey, signal } = options;
  // A key that cannot sign shows here, and not once all is read.
  sign(Buffer.alloc(0), signingKey);
  const startedAt = await claimPrefix(store, facts.id, new Date());
  const stores = await takeStores(options);
  const documents = await writeDocuments(facts, objects);
  signal.throwIfAborted();
  const { id, source, gitSha, images, schemaVersions, recipients } = facts;
  const manifest = manifestSchema.parse({
    schema: "biowerk-drill/backup/1",
    id,
    startedAt,
    endedAt: new Date().toISOString(),
    source,
    gitSha,
    images,
    schemaVersions,
    recipients,
    stores,
    ...documents,
  });
  await removeStrays(store, manifest, signal);
  const bytes = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
  await store.put(openKeys.manifest, bytes);
  await store.put(openKeys.signature, Buffer.from(sign(bytes, signingKey)));
  return manifest;
}

async function takeStores({ store, objects, stores, facts, progress, signal }: TakeOptions): Promise<StoreRecord[]> {
  const listed = await listedObjects(store);
  return eachStore(stores, {
    done: "backed up",
    signal,
    on: async (each, stopped) => {
      const { name } = each;
      const kept = await keptRecord(store, facts.id, name, listed);
      progress.reached(name, kept === undefined ? "started" : "skipped");
      if (kept !== undefined) return kept;
      const work = { objects, progress: (moved: Moved) => progress.moved(name, moved), signal: stopped };
      const record = await each.backUp(work);
      await keepRecord(store, facts.id, record);
      progress.reached(name, "done");
      return record;
    },
  });
}

/**
 * Removes what earlier tries left and no store named in the end, which whoever checks the backup would not know, and
 * the notes by which a store would have gone on.
 */
async function removeStrays(store: ObjectStore, manifest: Manifest, signal: AbortSignal): Promise<void> {
  const named = new Set<string>([...objectsOf(manifest).map(({ key }) => key), openKeys.manifest, openKeys.signature]);
  const isStray = (key: string) => notesOfStores.test(key) || (!named.has(key) && !isBeside(key));
  const strays = [...(await listedObjects(store)).keys()].filter(isStray);
  await inPool(strays, removalsAtATime, signal, (key) => store.remove(key));
}

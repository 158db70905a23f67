import { compareTarget } from "../compare-target.ts";
import { type Manifest, objectsOf, recordOf, type StoreName } from "../format/manifest.ts";
import type { ObjectStore } from "../objects/object-store.ts";
import { clearMarks } from "../restore/marks.ts";
import { restoreBackup } from "../restore-backup.ts";
import { sealedObjects } from "../seal/sealed-objects.ts";
import type { SealedObjects, StoreContents } from "../stores/store.ts";
import { takeBackup } from "../take-backup.ts";
import { trustedManifest } from "../verify/trusted-manifest.ts";
import { progressLines } from "./lines.ts";
import { type JobContext, withBackup, withStores } from "./places.ts";
import type { JobResult, JobVerb } from "./results.ts";
import { jobSettings, readSettings } from "./settings.ts";

/** What each verb does. */
export const verbs: { [V in JobVerb]: (context: JobContext) => Promise<JobResult<V>> } = {
  backup,
  restore,
  compare,
  contents,
  finish,
};

async function backup(context: JobContext): Promise<JobResult<"backup">> {
  const { env, secrets, say, signal } = context;
  const { facts, backupUrl, ...which } = readSettings(jobSettings.backup, env);
  const { secretNames: names, ...known } = facts;
  const manifest = await withBackup(context, backupUrl, (store) =>
    withStores(context, { ...which, backup: store }, (stores) =>
      takeBackup({
        store,
        objects: sealedObjects({ store, recipients: facts.recipients, identities: [] }),
        stores,
        facts: { ...known, secrets: { names, values: secrets.values } },
        signingKey: secrets.signingKey,
        progress: progressLines(say, new Map()),
        signal,
      }),
    ),
  );
  const entries = objectsOf(manifest);
  return { id: manifest.id, objects: entries.length, bytes: entries.reduce((sum, { bytes }) => sum + bytes, 0) };
}

async function restore(context: JobContext): Promise<JobResult<"restore">> {
  const { env, say, signal } = context;
  const { trustedKeys, intoNonEmpty, backupUrl, ...which } = readSettings(jobSettings.restore, env);
  return withBackup(context, backupUrl, async (store) => {
    const manifest = await trustedManifest(store, trustedKeys);
    const objects = openerOf(context, store, manifest);
    const progress = progressLines(say, totalsOf(manifest));
    const restored = await withStores(context, which, (stores) =>
      restoreBackup({ manifest, objects, stores, intoNonEmpty, progress, signal }),
    );
    return { id: manifest.id, stores: restored };
  });
}

async function compare(context: JobContext): Promise<JobResult<"compare">> {
  const { env, signal } = context;
  const { trustedKeys, backupUrl, expiryMarginMs, ...which } = readSettings(jobSettings.compare, env);
  const expiringAfterMs = Date.now() + expiryMarginMs;
  return withBackup(context, backupUrl, async (store) => {
    const manifest = await trustedManifest(store, trustedKeys);
    const expectedOf = async (name: StoreName) => {
      const record = name === "redis" ? recordOf(manifest, name) : undefined;
      if (record === undefined) return undefined;
      return context.places.redisArchiveAfter(expiringAfterMs)(record, openerOf(context, store, manifest), signal);
    };
    const differences = await withStores(context, { ...which, expiringAfterMs }, (stores) =>
      compareTarget({ manifest, stores, expectedOf, signal }),
    );
    return { id: manifest.id, differences };
  });
}

/** The stores one after the other: what is live there has other work to do. */
async function contents(context: JobContext): Promise<JobResult<"contents">> {
  const which = readSettings(jobSettings.contents, context.env);
  return withStores(context, which, async (stores) => {
    const read: ({ store: StoreName } & StoreContents)[] = [];
    for (const store of stores) read.push({ store: store.name, ...(await store.contents(context.signal)) });
    return { stores: read };
  });
}

async function finish(context: JobContext): Promise<JobResult<"finish">> {
  const { backupId, ...which } = readSettings(jobSettings.finish, context.env);
  await withStores(context, which, (stores) => clearMarks(stores, backupId));
  return { id: backupId };
}

const openerOf = ({ secrets }: JobContext, store: ObjectStore, { recipients }: Manifest): SealedObjects =>
  sealedObjects({ store, recipients, identities: secrets.identities });

/** Bytes of content of each store. */
const totalsOf = ({ stores }: Manifest): Map<StoreName, number> =>
  new Map(stores.map(({ store, objects }) => [store, objects.reduce((sum, { plainBytes }) => sum + plainBytes, 0)]));

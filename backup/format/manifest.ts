import * as z from "zod";

/** Stores that a backup holds, in the order in which reports name them. */
export const storeNames = ["postgres", "documents", "redis", "blobs"] as const;
export type StoreName = (typeof storeNames)[number];

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** An object of a backup as it lies in the bucket: compressed, then encrypted. */
export const objectEntry = z.strictObject({
  /** below the backup's own prefix, e.g. "postgres/data/3412.dat.zst.age" */
  key: z.string().min(1),
  /** as stored */
  bytes: z.int().nonnegative(),
  /** of what is stored */
  sha256,
  /** of what was put in, before compression */
  plainBytes: z.int().nonnegative(),
});
export type ObjectEntry = z.infer<typeof objectEntry>;

/** One table, collection, kind of keys or folder of blobs. */
export const storePart = z.strictObject({
  /** "public.plans", "biowerk.drafts", "db0", "uploads" */
  name: z.string().min(1),
  count: z.int().nonnegative(),
  /** see MultisetDigest; taken from the live store at the snapshot point */
  digest: sha256,
  /** keys of the objects that hold it */
  objects: z.array(z.string()),
});
export type StorePart = z.infer<typeof storePart>;

/** What was taken from one store. */
export const storeRecord = z.strictObject({
  store: z.enum(storeNames),
  /** of the server, e.g. "PostgreSQL 15.14" */
  server: z.string(),
  /** what was acknowledged by then is in the backup; by the clock of whoever took it */
  snapshotAt: z.iso.datetime(),
  /** what makes the point one: "exported snapshot 00000003-1", "writers paused", ... */
  snapshotPoint: z.string(),
  /** of the definitions of all that holds data (tables, indexes, ...); "" where the store knows none */
  schemaDigest: z.union([sha256, z.literal("")]),
  parts: z.array(storePart),
  objects: z.array(objectEntry),
});
export type StoreRecord = z.infer<typeof storeRecord>;

/** The one document that says what a backup is. Holds no secret; signed as it is stored. */
export const manifest = z.strictObject({
  schema: z.literal("biowerk-drill/backup/1"),
  /** unique to the backup, part of every mark that a restore leaves */
  id: z.string().min(1),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  source: z.strictObject({
    environmentId: z.string(),
    /** stack that it was made from */
    stack: z.string(),
    clusterUid: z.string(),
    /** names and uids of the pods that ran then: none of them may be known to a restored environment */
    instances: z.array(z.string()),
  }),
  /** of the drill range, or why it is unknown */
  gitSha: z.string(),
  images: z.array(z.strictObject({ workload: z.string(), image: z.string(), digest: z.string() })),
  /** Alembic's version of each database, or why there is none */
  schemaVersions: z.record(z.string(), z.string()),
  /** age recipients that can open it */
  recipients: z.array(z.string()).min(1),
  stores: z.array(storeRecord),
  /** OpenAPI document that each service served */
  openapi: z.record(z.string(), objectEntry),
  configuration: objectEntry,
  /** names of the secrets that a restored environment needs, and the object that holds them */
  secrets: z.strictObject({ names: z.array(z.string()), object: objectEntry.nullable() }),
});
export type Manifest = z.infer<typeof manifest>;

/** Every object that a manifest names, in its order. */
export function objectsOf({ stores, openapi, configuration, secrets }: Manifest): ObjectEntry[] {
  return [
    ...stores.flatMap(({ objects }) => objects),
    ...Object.values(openapi),
    configuration,
    ...(secrets.object === null ? [] : [secrets.object]),
  ];
}

/** The record of one store. @returns undefined where it was not taken */
export const recordOf = ({ stores }: Pick<Manifest, "stores">, name: StoreName): StoreRecord | undefined =>
  stores.find(({ store }) => store === name);

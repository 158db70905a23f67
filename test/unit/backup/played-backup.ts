import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { openKeys } from "../../../backup/format/layout.ts";
import { type Manifest, manifest as manifestSchema, type StoreName } from "../../../backup/format/manifest.ts";
import { generateSigningKey, sign } from "../../../backup/format/signature.ts";
import { noProgress } from "../../../backup/progress.ts";
import { sealedObjects } from "../../../backup/seal/sealed-objects.ts";
import type { ArchiveReader, SealedObjects, Store } from "../../../backup/stores/store.ts";
import { type BackupFacts, takeBackup, type TakeOptions } from "../../../backup/take-backup.ts";
import { type Verification, verifyBackup, type VerifyMode } from "../../../backup/verify-backup.ts";
import { MemoryStore } from "../../helpers/memory-store.ts";
import { PlayedStore, readPlayedArchive } from "./played-store.ts";

export const signingKey = generateSigningKey();
export const identity = await generateX25519Identity();
export const recipient = await identityToRecipient(identity);

export const archives: Record<StoreName, ArchiveReader> = {
  postgres: readPlayedArchive,
  documents: readPlayedArchive,
  redis: readPlayedArchive,
  blobs: readPlayedArchive,
};

const numbered = (what: string, count: number): string[] => Array.from({ length: count }, (_, at) => `${what} ${at}`);

/** A store of each kind, with some content. */
export const filledStores = (): PlayedStore[] => [
  new PlayedStore("postgres", { "public.plans": numbered("plan", 40), "public.users": numbered("user", 20) }),
  new PlayedStore("documents", { "biowerk.drafts": numbered("draft", 30) }),
  new PlayedStore("redis", { db0: numbered("key", 25) }),
  new PlayedStore("blobs", { uploads: numbered("blob", 10) }),
];

export const emptyStores = (): PlayedStore[] => filledStores().map(({ name }) => new PlayedStore(name));

export const someFacts = (changed: Partial<BackupFacts> = {}): BackupFacts => ({
  id: "backup-1",
  source: { environmentId: "env-1", stack: "smoke", clusterUid: "uid-1", instances: ["mesh-1"] },
  gitSha: "0".repeat(40),
  images: [{ workload: "mesh", image: "biowerk/mesh:1", digest: "sha256:00" }],
  schemaVersions: { biowerk: "0007" },
  recipients: [recipient],
  openapi: { mesh: { openapi: "3.1.0" } },
  configuration: { flags: { drafts: true } },
  secrets: { names: ["POSTGRES_PASSWORD"], values: { POSTGRES_PASSWORD: "hidden-value" } },
  ...changed,
});

/** With the keys of these tests. */
export const sealedIn = (store: MemoryStore): SealedObjects =>
  sealedObjects({ store, recipients: [recipient], identities: [identity] });

/** Takes a backup of the stores into a prefix of memory. */
export const take = (store: MemoryStore, stores: readonly Store[], changed: Partial<TakeOptions> = {}) =>
  takeBackup({
    store,
    objects: sealedIn(store),
    stores,
    facts: someFacts(),
    signingKey: signingKey.privateKey,
    progress: noProgress,
    signal: new AbortController().signal,
    ...changed,
  });

/** A backup of filled stores. */
export async function takenBackup(): Promise<{ store: MemoryStore; manifest: Manifest }> {
  const store = new MemoryStore().below("backup-1/");
  return { store, manifest: await take(store, filledStores()) };
}

export const verify = (store: MemoryStore, mode: VerifyMode, objects = sealedIn(store)): Promise<Verification> => {
  const signal = new AbortController().signal;
  return verifyBackup({ store, trustedKeys: [signingKey.publicKey], objects, mode, archives, signal });
};

/** What is wrong, as a check tells it, and in which objects. */
export async function damagesOf(store: MemoryStore, mode: VerifyMode): Promise<[code: string, object: string][]> {
  const { damages } = await verify(store, mode);
  return damages.map(({ code, object }) => [code, object]);
}

/** Changes the manifest and signs it again, as only somebody who is trusted can. */
export async function resign(store: MemoryStore, change: (manifest: Manifest) => unknown): Promise<void> {
  const manifest = manifestSchema.parse(JSON.parse((await store.read(openKeys.manifest)).toString()));
  const changed = change(manifest) ?? manifest;
  const bytes = Buffer.from(typeof changed === "string" ? changed : JSON.stringify(changed));
  await store.put(openKeys.manifest, bytes);
  await store.put(openKeys.signature, Buffer.from(sign(bytes, signingKey.privateKey)));
}

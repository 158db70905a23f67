import { DrillError } from "../common/errors.ts";
import type { Damage } from "./damage.ts";
import { type Manifest, type ObjectEntry, objectsOf, type StoreName } from "./format/manifest.ts";
import { listedObjects } from "./listed-objects.ts";
import type { ObjectStore } from "./objects/object-store.ts";
import type { ArchiveReader, SealedObjects } from "./stores/store.ts";
import { checkArchives } from "./verify/check-archives.ts";
import { checkEach } from "./verify/check-each.ts";
import { checkManifest } from "./verify/check-manifest.ts";
import { checkStored } from "./verify/check-object.ts";
import { presenceOf } from "./verify/presence.ts";

/** quick = what is stored is what was stored; full = it can also be opened, and holds what the manifest says of it */
export type VerifyMode = "quick" | "full";

export interface VerifyOptions {
  /** the backup's prefix */
  store: ObjectStore;
  /** public keys of those whose backups are taken for good */
  trustedKeys: readonly string[];
  /** opens what was encrypted; a full check needs it */
  objects?: Pick<SealedObjects, "open">;
  mode: VerifyMode;
  archives: Record<StoreName, ArchiveReader>;
  signal: AbortSignal;
  /** hears of each object that was read whole */
  progress?: (read: { bytes: number }) => void;
}

export interface Verification {
  /** null = there is none that could be read */
  manifest: Manifest | null;
  /** none = the backup is good */
  damages: Damage[];
  checked: { objects: number; bytes: number; parts: number };
}

/**
 * Checks a backup with nothing at hand but what is stored, and tells all damage that there is.
 * @throws DrillError verify.no-key; objects.denied, objects.unreachable where the objects are out of reach
 */
export async function verifyBackup(options: VerifyOptions): Promise<Verification> {
  const { store, trustedKeys, signal } = options;
  const objects = openerOf(options);
  const { manifest, damages } = await checkManifest(store, trustedKeys);
  const checked = { objects: 0, bytes: 0, parts: 0 };
  if (manifest === null) return { manifest, damages, checked };

  const presence = presenceOf(objectsOf(manifest), await listedObjects(store));
  damages.push(...presence.damages);
  const heard = ({ bytes }: ObjectEntry) => {
    checked.objects += 1;
    checked.bytes += bytes;
    options.progress?.({ bytes });
  };
  if (objects === undefined) {
    const check = (entry: ObjectEntry) => checkStored(entry, store, signal);
    damages.push(...(await checkEach(presence.readable, signal, check, heard)));
  } else {
    const { archives } = options;
    const content = await checkArchives(manifest, presence.readable, { store, objects, archives, signal, heard });
    damages.push(...content.damages);
    checked.parts = content.parts;
  }
  return { manifest, damages, checked };
}

function openerOf({ mode, objects }: VerifyOptions): Pick<SealedObjects, "open"> | undefined {
  if (mode === "quick") return undefined;
  if (objects !== undefined) return objects;
  throw new DrillError({
    code: "verify.no-key",
    kind: "usage",
    message: "a full check opens what was encrypted, and there is no key for it",
    remedy: "give an age identity of one of the backup's recipients, or check it with --mode quick",
  });
}

import { builderOn, type BuiltImage, type EntryMaker, ensureLoaded } from "./images.ts";
import { archiveOf, bundleIn } from "./workload-images.ts";

/** Builds what takes and restores backups, on Debian's PostgreSQL. @returns stack config that names it */
export async function builtBackup(
  parts: { base: BuiltImage; node: string; bundleBackup: (file: string) => Promise<void> },
  entry: EntryMaker,
): Promise<Record<string, string>> {
  const bundle = await bundleIn("backup", parts.bundleBackup, entry);
  const postgres = await builderOn(parts.base, entry)("postgres");
  const backup = await builderOn(postgres, entry)("backup", { node: parts.node, "backup.mjs": bundle });
  return backupConfig(backup.ref, await archiveOf("images-backup", [backup], entry));
}

/** Stack config of an environment that can be backed up. @param archive holds the image */
export function backupConfig(image: string, archive: string): Record<string, string> {
  return { imageArchives: JSON.stringify([archive]), backupImage: image };
}

/** Builds the S3 server of drills that are given no bucket, and hands it to Docker. @returns its reference there */
export async function builtObjectStorage(
  parts: { base: BuiltImage; versitygw: string },
  entry: EntryMaker,
): Promise<string> {
  const image = await builderOn(parts.base, entry)("object-storage", { versitygw: parts.versitygw });
  await ensureLoaded(image);
  return image.ref;
}

import * as z from "zod";
import type { Manifest, ObjectEntry } from "../../backup/format/manifest.ts";
import { archiveReaders } from "../../backup/archive-readers.ts";
import { identitiesIn } from "../../backup/job/settings.ts";
import { sealedObjects } from "../../backup/seal/sealed-objects.ts";
import type { SealedObjects } from "../../backup/stores/store.ts";
import { verifyBackup } from "../../backup/verify-backup.ts";
import { type Configuration, configuration } from "../../engine/backup/configuration.ts";
import type { Session } from "../../engine/session.ts";
import type { Recovery, Restorable } from "./recovery.ts";

/** What a backup holds beside the stores' content, opened. */
export interface OpenedBackup {
  configuration: Configuration;
  openapi: Record<string, unknown>;
}

/** Checks all of the backup, with nothing but what is stored. @returns undefined where it is not whole */
export async function observeBackup(
  session: Session,
  { ground, keys, backupPrefix }: Restorable,
  recovery: Recovery,
): Promise<OpenedBackup | undefined> {
  const store = ground.at(backupPrefix);
  const objects = sealedObjects({ store, recipients: [], identities: identitiesIn(keys.identity) });
  const whole = await session.observe({
    name: "backup-whole",
    observe: async ({ signal }) => {
      const { trustedKeys } = keys;
      const options = { store, objects, trustedKeys, mode: "full", archives: archiveReaders, signal } as const;
      const { manifest, damages, checked } = await verifyBackup(options);
      if (manifest !== null) recovery.manifest = manifest;
      if (damages.length > 0)
        return damages.map(({ code, object, detail }) => ({
          subject: object,
          ok: false,
          detail: `${code}: ${detail}`,
        }));
      return [{ subject: "backup", ok: true, detail: `${checked.objects} objects, ${checked.parts} parts` }];
    },
  });
  return whole ? openDocuments(recovery.taken, objects) : undefined;
}

/** Opens what a whole backup holds beside the stores' content. */
export async function openDocuments(manifest: Manifest, objects: Pick<SealedObjects, "open">): Promise<OpenedBackup> {
  const openapi = Object.entries(manifest.openapi).map(async ([service, entry]) => [
    service,
    await readJson(objects, entry),
  ]);
  const [settings, documents] = await Promise.all([readJson(objects, manifest.configuration), Promise.all(openapi)]);
  return {
    configuration: configuration.parse(settings),
    openapi: Object.fromEntries(documents) as Record<string, unknown>,
  };
}

/** The secrets that the backup itself holds; none where it was told to hold none. */
export async function secretsIn(
  { secrets }: Manifest,
  objects: Pick<SealedObjects, "open">,
): Promise<Record<string, string>> {
  if (secrets.object === null) return {};
  return z.record(z.string(), z.string()).parse(await readJson(objects, secrets.object));
}

async function readJson(objects: Pick<SealedObjects, "open">, entry: ObjectEntry): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of await objects.open(entry)) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString("utf8"));
}

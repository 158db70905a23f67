import { Readable } from "node:stream";
import { contentKeys } from "../format/layout.ts";
import type { Manifest, ObjectEntry } from "../format/manifest.ts";
import type { SealedObjects } from "../stores/store.ts";

/** What a backup holds beside the stores' content. */
export interface BackupDocuments {
  /** OpenAPI document that each service served */
  openapi: Record<string, unknown>;
  /** feature flags, limits, routes, ...: what a restored environment is compared with */
  configuration: unknown;
  /** those that a restored environment needs, and the values that the backup holds of them; null = it holds none */
  secrets: { names: string[]; values: Record<string, string> | null };
}

/** Writes them, encrypted like all content. */
export async function writeDocuments(
  { openapi, configuration, secrets }: BackupDocuments,
  objects: Pick<SealedObjects, "put">,
): Promise<Pick<Manifest, "openapi" | "configuration" | "secrets">> {
  const write = (key: string, value: unknown): Promise<ObjectEntry> =>
    objects.put(key, Readable.from([Buffer.from(`${JSON.stringify(value, null, 2)}\n`)]));
  const served: [string, ObjectEntry][] = [];
  for (const [service, document] of Object.entries(openapi)) {
    served.push([service, await write(contentKeys.openapi(service), document)]);
  }
  return {
    openapi: Object.fromEntries(served),
    configuration: await write(contentKeys.configuration, configuration),
    secrets: {
      names: secrets.names,
      object: secrets.values === null ? null : await write(contentKeys.secrets, secrets.values),
    },
  };
}

import * as z from "zod";
import { messageOf } from "../../common/errors.ts";
import type { Damage } from "../damage.ts";
import { openKeys } from "../format/layout.ts";
import { type Manifest, manifest as manifestSchema, objectsOf } from "../format/manifest.ts";
import { verifySignature } from "../format/signature.ts";
import { readIfThere } from "../listed-objects.ts";
import type { ObjectStore } from "../objects/object-store.ts";

export interface CheckedManifest {
  /** null = there is none that could be read */
  manifest: Manifest | null;
  damages: Damage[];
}

/**
 * Reads a backup's manifest and checks who signed it. What nobody trusted has signed is returned all the same, so that
 * what else is wrong can be told; nothing may be restored by it.
 * @param trustedKeys public keys of those whose backups are taken for good
 */
export async function checkManifest(store: ObjectStore, trustedKeys: readonly string[]): Promise<CheckedManifest> {
  const bytes = await readIfThere(store, openKeys.manifest);
  if (bytes === undefined) {
    const detail = `there is none below ${store.url}: the backup was not finished, or this is no backup`;
    return { manifest: null, damages: [{ code: "manifest-missing", object: openKeys.manifest, detail }] };
  }
  const signature = await signatureDamages(store, bytes, trustedKeys);
  try {
    const manifest = manifestSchema.parse(JSON.parse(bytes.toString("utf8")));
    return { manifest, damages: [...signature, ...contradictions(manifest)] };
  } catch (thrown) {
    const detail = whyUnreadable(thrown);
    return {
      manifest: null,
      damages: [...signature, { code: "manifest-unreadable", object: openKeys.manifest, detail }],
    };
  }
}

async function signatureDamages(store: ObjectStore, bytes: Buffer, trustedKeys: readonly string[]): Promise<Damage[]> {
  const signature = await readIfThere(store, openKeys.signature);
  if (signature === undefined) {
    const detail = "the manifest is not signed: the backup was not finished, or its signature was removed";
    return [{ code: "signature-missing", object: openKeys.signature, detail }];
  }
  const found = verifySignature(bytes, signature.toString("utf8"), trustedKeys);
  if (found === "good") return [];
  if (found === "unknown-key") {
    const detail = `none of the ${trustedKeys.length} keys that are trusted here has signed the manifest`;
    return [{ code: "signature-unknown-key", object: openKeys.signature, detail }];
  }
  const detail = "the signature is not that of this manifest: one of the two was changed";
  return [{ code: "signature-bad", object: openKeys.manifest, detail }];
}

function whyUnreadable(thrown: unknown): string {
  const issue = thrown instanceof z.ZodError ? thrown.issues[0] : undefined;
  return issue === undefined ? messageOf(thrown) : `${issue.path.join(".") || "(root)"}: ${issue.message}`;
}

/** Where a manifest that is well-formed says two things at once. */
function contradictions(manifest: Manifest): Damage[] {
  const problems = [
    ...twice(manifest.stores.map(({ store }) => store)).map((name) => `it has two records of ${name}`),
    ...twice(objectsOf(manifest).map(({ key }) => key)).map((key) => `it names ${key} twice`),
    ...manifest.stores.flatMap(({ store, parts, objects }) => {
      const keys = new Set(objects.map(({ key }) => key));
      const astray = parts.flatMap((part) => part.objects.filter((key) => !keys.has(key)));
      return [
        ...twice(parts.map(({ name }) => name)).map((name) => `${store} has two parts ${name}`),
        ...astray.map((key) => `a part of ${store} lies in ${key}, which is none of its objects`),
      ];
    }),
  ];
  return problems.map((detail) => ({ code: "manifest-inconsistent", object: openKeys.manifest, detail }));
}

function twice(names: readonly string[]): string[] {
  const sorted = [...names].sort();
  return sorted.filter((name, at) => name === sorted[at - 1]);
}

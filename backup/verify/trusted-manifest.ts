import { DrillError } from "../../common/errors.ts";
import type { Manifest } from "../format/manifest.ts";
import type { ObjectStore } from "../objects/object-store.ts";
import { checkManifest } from "./check-manifest.ts";

/**
 * The manifest of a backup that somebody trusted has signed: nothing else may be restored.
 * @throws DrillError backup.missing, backup.not-trusted
 */
export async function trustedManifest(store: ObjectStore, trustedKeys: readonly string[]): Promise<Manifest> {
  const { manifest, damages } = await checkManifest(store, trustedKeys);
  const [first] = damages;
  if (manifest !== null && first === undefined) return manifest;
  if (first?.code === "manifest-missing") {
    throw new DrillError({
      code: "backup.missing",
      kind: "usage",
      message: `there is no finished backup at ${store.url}: ${first.object} is not there`,
      remedy: "give the URL that `drill backup` printed; one that was cut off is finished by the same command",
    });
  }
  throw new DrillError({
    code: "backup.not-trusted",
    kind: "usage",
    message: `the backup at ${store.url} cannot be trusted: ${damages.map(({ detail }) => detail).join("; ")}`,
    remedy: "give the public key of whoever took it, or choose another; `drill verify` says all that is wrong",
  });
}

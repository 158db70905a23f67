import { openS3Store } from "../../backup/objects/s3-store.ts";
import { sealedObjects } from "../../backup/seal/sealed-objects.ts";
import { trustedManifest } from "../../backup/verify/trusted-manifest.ts";
import { fromBackup } from "../../drills/restore/from-backup.ts";
import { openDocuments } from "../../drills/restore/opened-backup.ts";
import { Recovery } from "../../drills/restore/recovery.ts";
import { secretsForTarget } from "../../drills/restore/secrets.ts";
import type { Keep } from "../../engine/run-drill.ts";
import { openSecretSource } from "../../engine/secret-sources/secret-source.ts";
import type { Edges } from "../edges.ts";
import { newSource } from "../environment-source.ts";
import type { ExitCode } from "../exit-codes.ts";
import { newId } from "../ids.ts";
import { askedConfig } from "../preflight/asked-config.ts";
import { limiterOf, settingsOf } from "../stack-file.ts";
import { runAll } from "../verbs/run.ts";
import { readIdentities, s3Place } from "./options.ts";

export interface RestoreWish {
  trustedKey: string[];
  secrets?: string;
  intoNonEmpty: boolean;
  keep: Keep;
  config: string[];
  runs: string;
}

/** Brings up an environment from a backup alone: nothing else of the one that is gone is needed. */
export async function restoreVerb(
  backupUrl: string,
  wish: RestoreWish,
  mayStartDocker: boolean,
  edges: Edges,
): Promise<ExitCode> {
  const place = s3Place(backupUrl, process.env);
  const identities = await readIdentities(process.env);
  const source = wish.secrets === undefined ? undefined : openSecretSource(wish.secrets, process.env);
  const recovery = new Recovery();
  recovery.declaredAtMs = Date.now();
  recovery.lostAtMs = recovery.declaredAtMs;
  const store = openS3Store(place.url, place.connection);
  try {
    const manifest = await trustedManifest(store, wish.trustedKey);
    recovery.manifest = manifest;
    const objects = sealedObjects({ store, recipients: [], identities });
    const { configuration } = await openDocuments(manifest, objects);
    const secrets = await secretsForTarget(source, recovery, objects);
    const { stack } = manifest.source;
    const runId = newId("restore");
    const overrides = [...asOverrides({ ...configuration.stack, deploy: "stores" }), ...wish.config];
    const config = await askedConfig(stack, overrides);
    const options = {
      ...{ runId, stack, config, injectFaults: true },
      limiter: limiterOf(config),
      settings: settingsOf(config),
    };
    const keys = { identity: identities.join("\n"), trustedKeys: wish.trustedKey };
    const run = {
      ...{ name: "restore", runId, ownEnvironment: true },
      program: fromBackup(options, { place, keys, recovery, intoNonEmpty: wish.intoNonEmpty }),
      source: (following: { say: (line: string) => void; signal: AbortSignal }) =>
        newSource({ id: runId, stack, overrides, secrets, mayStartDocker, ...following }, edges),
    };
    return await runAll([run], wish, edges);
  } finally {
    store.close();
  }
}

const asOverrides = (config: Record<string, string>) => Object.entries(config).map(([key, value]) => `${key}=${value}`);

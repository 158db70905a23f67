import type { Manifest } from "../../backup/format/manifest.ts";
import type { Gap } from "../../engine/recovery/gaps.ts";
import type { StoreLosses } from "../../engine/recovery/writes/losses.ts";
import type { Ground } from "./ground.ts";
import type { BackupKeys } from "./keys.ts";
import { Steps } from "./steps.ts";

/** Where a backup is, and where it goes. */
export interface Restorable {
  ground: Ground;
  /** opens the backup, and whose signature is trusted */
  keys: Pick<BackupKeys, "identity"> & { trustedKeys: readonly string[] };
  /** below the ground; ends with "/", "" = the ground itself */
  backupPrefix: string;
  /** below the ground, where restored blobs go: nothing may be there yet */
  blobsPrefix: string;
}

/** What comes to be known while a recovery goes on, from the disaster to the report. */
export class Recovery {
  readonly steps = new Steps();
  readonly gaps: Gap[] = [];
  readonly losses: StoreLosses[] = [];
  /** when it began to count: at the disaster, or when a restore was asked for; milliseconds since the epoch */
  declaredAtMs: number | undefined;
  /** from when on there was nothing left to wait for; milliseconds since the epoch */
  lostAtMs: number | undefined;
  manifest: Manifest | undefined;
  /** names that the source of secrets lacks */
  missingSecrets: readonly string[] = [];
  secretSource = "the backup";

  /** The manifest, which every step after the first relies on. */
  get taken(): Manifest {
    if (this.manifest === undefined) throw new Error("no backup was looked at yet");
    return this.manifest;
  }
}

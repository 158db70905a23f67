import type { S3Connection } from "../../backup/objects/s3-connection.ts";
import type { SeededDamage } from "./seeded-damage.ts";
import type { SecretSource } from "../../engine/secret-sources/secret-source.ts";

/** What a user may say of backups; what is undefined is the drill's own. */
export interface BackupOptions {
  /** how much is put in before the backup; 1 = 100,000 rows, 20,000 documents, 5,000 keys, 200 blobs of 1 MiB */
  scale?: number;
  /** where backups go, and stay; undefined = an S3 server that goes with the drill */
  output?: { url: string; connection: S3Connection };
  /** where the secrets of the restored environment come from; undefined = the backup itself */
  secretSource?: SecretSource;
  /** done to the backup before it is restored, to show that its check sees it */
  damage?: SeededDamage;
}

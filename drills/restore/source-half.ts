import { trustedManifest } from "../../backup/verify/trusted-manifest.ts";
import { takeInCluster } from "../../engine/backup/jobs.ts";
import { backupFacts } from "../../engine/backup/facts.ts";
import { withStorePorts } from "../../engine/backup/store-ports.ts";
import { seedSizes } from "../../engine/recovery/seed/sizes.ts";
import { seedStores } from "../../engine/recovery/seed/seed-stores.ts";
import { type RunningWrites, startWrites } from "../../engine/recovery/writes/running-writes.ts";
import type { Session } from "../../engine/session.ts";
import { gate } from "../gate.ts";
import { inCluster } from "./in-cluster.ts";
import { jobProgress } from "./job-progress.ts";
import type { BackupKeys } from "./keys.ts";
import type { Recovery, Restorable } from "./recovery.ts";

/** What the first half needs to know. */
export interface Source extends Restorable {
  keys: BackupKeys;
  /** prefix below the ground where the services' blobs are, ends with "/" */
  sourceBlobsPrefix: string;
  stack: { name: string; config: Record<string, string> };
  scale: number;
}

/** How long writes go on before and after the backup, so that each store loses some and keeps some, milliseconds. */
const writesBeforeMs = 5_000;

/** Fills an environment, has it written to, and takes a backup of it; the writes go on when this ends. */
export async function sourceHalf(session: Session, source: Source, recovery: Recovery): Promise<RunningWrites> {
  const { ground, keys, backupPrefix, sourceBlobsPrefix } = source;
  const blobs = ground.at(sourceBlobsPrefix);
  await gate(session);
  await session.phase("seed", async () => {
    const sizes = seedSizes(source.scale);
    await session.ask((context) =>
      withStorePorts(context, blobs, (targets) =>
        seedStores(targets, sizes, {
          types: context.environment.documents.kind === "mongodb" ? "all" : "common",
          signal: session.signal,
        }),
      ),
    );
    session.note("seed", `scale ${source.scale}: ${JSON.stringify(sizes)}`);
  });
  const writes = await session.ask(async (context) => startWrites(context, { blobs, file: session.paths.writes }));
  await session.phase("backup", async () => {
    await writes.during(writesBeforeMs);
    await inCluster(session, { ground, backupPrefix, blobsPrefix: sourceBlobsPrefix }, async (context, place) => {
      const facts = await backupFacts(context, source.stack);
      const wish = { id: session.runId, facts, recipients: [keys.recipient], signingKey: keys.signingKey };
      const taken = await takeInCluster(context, place, wish, jobProgress(session));
      session.note("backup", `${taken.objects} objects, ${taken.bytes} bytes at ${place.backupUrl}`);
    });
    recovery.manifest = await trustedManifest(ground.at(backupPrefix), keys.trustedKeys);
    await writes.during(writesBeforeMs);
  });
  return writes;
}

import type { BackupPlace } from "../../engine/backup/jobs.ts";
import type { ProbeContext } from "../../engine/probes/probe.ts";
import type { Session } from "../../engine/session.ts";
import type { Restorable } from "./recovery.ts";

/** Runs the body while the pods of the session's environment reach the backup and the blobs. */
export function inCluster<T>(
  session: Session,
  { ground, backupPrefix, blobsPrefix }: Pick<Restorable, "ground" | "backupPrefix" | "blobsPrefix">,
  body: (context: ProbeContext, place: BackupPlace) => Promise<T>,
): Promise<T> {
  const urls = { backupUrl: `${ground.url}${backupPrefix}`, blobsUrl: `${ground.url}${blobsPrefix}` };
  return session.ask((context) =>
    ground.reachedFrom(context.environment.environmentId, (connection) => body(context, { ...urls, connection })),
  );
}

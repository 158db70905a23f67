import { ensureBucket, type S3Connection } from "../../backup/objects/s3-connection.ts";
import { openS3Store } from "../../backup/objects/s3-store.ts";
import type { ObjectStore } from "../../backup/objects/object-store.ts";
import { kindClusterName } from "../../components/naming.ts";
import { withLocalStorage } from "../../engine/object-storage/local-storage.ts";
import type { DrillTools } from "../../engine/session.ts";

/** Where backups and blobs lie: outside of every environment. */
export interface Ground {
  /** ends with "/" */
  url: string;
  /** as it is reached from here */
  connection: S3Connection;
  /** runs the body while pods of the environment's cluster reach it. @param body is told how */
  reachedFrom: <T>(environmentId: string, body: (connection: S3Connection) => Promise<T>) => Promise<T>;
  /** what lies below a prefix of it, seen from here */
  at: (prefix: string) => ObjectStore;
}

const localBucket = "drill";

/** Runs the body on an S3 server of the drill's own, which goes with it. */
export async function onLocalGround(tools: DrillTools, body: (ground: Ground) => Promise<void>): Promise<void> {
  await withLocalStorage(await tools.objectStorageImage(), async (storage) => {
    const { keys, endpoint } = storage;
    tools.learn([keys.secretAccessKey]);
    const url = `s3://${localBucket}/`;
    const connection = { endpoint, region: "us-east-1", credentials: keys };
    await ensureBucket(url, connection);
    await onGround({ url, connection }, body, async (environmentId, work) => {
      const cluster = kindClusterName(environmentId);
      try {
        return await work({ ...connection, endpoint: await storage.join(cluster) });
      } finally {
        await storage.leave(cluster);
      }
    });
  });
}

/** Runs the body on a bucket that is there, and leaves in it what the drill puts there. */
export async function onGivenGround(
  tools: Pick<DrillTools, "learn">,
  place: { url: string; connection: S3Connection },
  body: (ground: Ground) => Promise<void>,
): Promise<void> {
  const { secretAccessKey, sessionToken } = place.connection.credentials ?? {};
  tools.learn([secretAccessKey, sessionToken].filter((value) => value !== undefined));
  await onGround(place, body, async (_environmentId, work) => work(place.connection));
}

async function onGround(
  { url, connection }: { url: string; connection: S3Connection },
  body: (ground: Ground) => Promise<void>,
  reachedFrom: Ground["reachedFrom"],
): Promise<void> {
  const store = openS3Store(url, connection);
  try {
    await body({ url, connection, reachedFrom, at: (prefix) => store.below(prefix) });
  } finally {
    store.close();
  }
}

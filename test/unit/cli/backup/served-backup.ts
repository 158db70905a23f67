import type { ServerResponse } from "node:http";
import { onTestFinished, vi } from "vitest";
import type { ObjectStore } from "../../../../backup/objects/object-store.ts";
import { MemoryStore } from "../../../helpers/memory-store.ts";
import { identity } from "../../backup/played-backup.ts";
import { type Asked, credentials, playS3, refuse, serveBytes, xml } from "../../backup/objects/played-s3.ts";

/** Where the backup of `servedBackup` lies. */
export const backupUrl = "s3://bucket/1/";

/**
 * Serves what is put into a store as a bucket on loopback, which the environment of this process then names, together
 * with what opens the backup.
 */
export async function servedBackup(): Promise<MemoryStore> {
  const root = new MemoryStore();
  const s3 = await playS3((asked, response) => answer(root, asked, response));
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await s3[Symbol.asyncDispose]();
  });
  vi.stubEnv("DRILL_S3_ENDPOINT", s3.connection.endpoint);
  vi.stubEnv("AWS_ACCESS_KEY_ID", credentials.accessKeyId);
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", credentials.secretAccessKey);
  vi.stubEnv("DRILL_AGE_IDENTITY", identity);
  return root.below("1/");
}

function answer({ objects }: MemoryStore, asked: Asked, response: ServerResponse): void {
  if (asked.query.get("list-type") === "2") {
    const prefix = asked.query.get("prefix") ?? "";
    const found = [...objects].filter(([key]) => key.startsWith(prefix));
    const contents = found.map(
      ([key, { bytes }]) => `<Contents><Key>${key}</Key><Size>${bytes.length}</Size></Contents>`,
    );
    return xml(response, 200, `<ListBucketResult>${contents.join("")}</ListBucketResult>`);
  }
  const object = objects.get(asked.path.replace("/bucket/", ""));
  if (asked.method !== "GET") return refuse(response, 405, "MethodNotAllowed");
  return object === undefined ? refuse(response, 404, "NoSuchKey") : serveBytes(asked, response, object.bytes);
}

/** Changes one bit of an object. */
export async function flipBit(store: ObjectStore, key: string): Promise<void> {
  const bytes = await store.read(key);
  bytes.writeUInt8(bytes.readUInt8(40) ^ 1, 40);
  await store.put(key, bytes);
}

import type { StoreName } from "../../../backup/format/manifest.ts";
import type { ObjectStore } from "../../../backup/objects/object-store.ts";
import { drafts, plans, sessions } from "../../../contract/persistence.ts";
import {
  type DocumentsAddress,
  type PostgresAddress,
  type RedisAddress,
  type StoreTargets,
  withDocuments,
  withPostgres,
  withRedisAt,
} from "../../probes/store-connections.ts";
import { idsOfRun, plansByPrefix } from "../../probes/accepted-writes.ts";
import { writtenBlobs } from "./blob-writer.ts";
import { writeIdPrefix } from "./writer.ts";

/** Which writes are meant: those of a run, by the prefix of their ids. */
export interface Written {
  runId: string;
  prefix: string;
}

/** Ids of a writing that the stores hold. A table that is not there holds none. */
export async function presentIds(targets: StoreTargets, written: Written): Promise<Record<StoreName, string[]>> {
  const of = (store: StoreName) => writeIdPrefix(written.prefix, store);
  const [postgres, documents, redis, blobs] = await Promise.all([
    presentPlans(targets.postgres, of("postgres")),
    presentDrafts(targets.documents, of("documents"), written.runId),
    presentOutlines(targets.redis, of("redis")),
    targets.blobs === null ? [] : presentBlobs(targets.blobs, of("blobs")),
  ]);
  return { postgres, documents, redis, blobs };
}

async function presentPlans(address: PostgresAddress, prefix: string): Promise<string[]> {
  return withPostgres(address, async (client) => {
    const found = await client.query<{ name: string | null }>("select to_regclass($1) as name", [plans.table]);
    if (found.rows[0]?.name == null) return [];
    const { rows } = await client.query<{ id: string }>(plansByPrefix, [prefix]);
    return rows.map(({ id }) => id);
  });
}

async function presentDrafts(address: DocumentsAddress, prefix: string, runId: string): Promise<string[]> {
  const ids = await withDocuments(address, (db) => idsOfRun(db, drafts.collection, runId));
  return ids.filter((id) => id.startsWith(prefix));
}

/** The reference keeps an outline in a field of its session; BIOwerk keeps it as the session. */
async function presentOutlines(address: RedisAddress, prefix: string): Promise<string[]> {
  return withRedisAt(address, async (client) => {
    const keys = new Set<string>();
    for await (const found of client.scanIterator({ MATCH: `${sessions.prefix}${prefix}*`, COUNT: 1_000 })) {
      for (const key of found) keys.add(key);
    }
    const holds = async (key: string) =>
      (await client.type(key)) !== "hash" || (await client.hExists(key, sessions.outline)) === 1;
    const held = await Promise.all([...keys].map(async (key) => ((await holds(key)) ? [key] : [])));
    return held.flat().map((key) => key.slice(sessions.prefix.length));
  });
}

async function presentBlobs(blobs: Pick<ObjectStore, "list">, prefix: string): Promise<string[]> {
  const ids: string[] = [];
  for await (const { key } of blobs.list(writtenBlobs + prefix)) ids.push(key.slice(writtenBlobs.length));
  return ids;
}

import type { Db } from "mongodb";
import pg from "pg";
import type { ObjectStore } from "../../backup/objects/object-store.ts";
import { messageOf } from "../../common/errors.ts";
import { drafts, plans, sessions } from "../../contract/persistence.ts";
import type { Observation } from "../probes/probe.ts";
import {
  type RedisClient,
  type StoreTargets,
  withDocuments,
  withPostgres,
  withRedisAt,
} from "../probes/store-connections.ts";
import { judgeReferences, type Use, usesOf } from "./judge-references.ts";
import { crossReferences } from "./seed/names.ts";

type Finding = ReturnType<typeof judgeReferences>;

const { blob, draft, plan } = crossReferences;
const batchSize = 1_000;
/** SQLSTATE class of names that the server does not know, such as a table that is missing. */
const unknownName = /^42/;

/** Looks whether what one store names is there in the other one. */
export async function checkReferences({ postgres, documents, redis, blobs }: StoreTargets): Promise<Observation[]> {
  const named = (where: typeof blob | typeof draft) => withPostgres(postgres, (client) => namedIn(client, where));
  const byArtifact = async (store: ObjectStore) => judgeReferences(await named(blob), await keysOf(store));
  const byExecution = async () => judgeReferences(await named(draft), await withDocuments(documents, draftIds));
  const bySession = async () => {
    const uses = await withRedisAt(redis, namedInSessions);
    return judgeReferences(uses, await withPostgres(postgres, (client) => plansAmong(client, uses)));
  };
  return Promise.all([
    ...(blobs === null ? [] : [observed(`${blob.table}.${blob.column} to blobs`, () => byArtifact(blobs))]),
    observed(`${draft.table}.${draft.column} to ${drafts.collection}`, byExecution),
    observed(`${sessions.prefix}* ${plan.field} to ${plans.table}`, bySession),
  ]);
}

/** That the server knows no such table or column is a finding; any other failure tells nothing. */
async function observed(subject: string, look: () => Promise<Finding>): Promise<Observation> {
  try {
    return { subject, ...(await look()) };
  } catch (thrown) {
    const isMissing = thrown instanceof pg.DatabaseError && unknownName.test(thrown.code ?? "");
    return { subject, ok: isMissing ? false : null, detail: messageOf(thrown) };
  }
}

async function namedIn(client: pg.Client, { table, column }: { table: string; column: string }): Promise<Use[]> {
  const { rows } = await client.query<{ target: string; count: number; example: string }>(
    `select ${column} as target, count(*)::int as count, min(id) as example from ${table}
      where ${column} is not null group by ${column} order by ${column}`,
  );
  return rows;
}

async function namedInSessions(client: RedisClient): Promise<Use[]> {
  const planOf = new Map<string, string>();
  const scan = { MATCH: `${sessions.prefix}*`, COUNT: batchSize, TYPE: "hash" };
  for await (const keys of client.scanIterator(scan)) {
    const named = await Promise.all(keys.map((key) => client.hGet(key, plan.field)));
    keys.forEach((key, index) => {
      const target = named[index];
      if (typeof target === "string") planOf.set(key, target);
    });
  }
  return usesOf(planOf);
}

async function keysOf(store: Pick<ObjectStore, "list">): Promise<Set<string>> {
  const keys = new Set<string>();
  for await (const { key } of store.list("")) keys.add(key);
  return keys;
}

async function draftIds(db: Db): Promise<Set<string>> {
  const ids = new Set<string>();
  const found = db.collection<{ _id: string }>(drafts.collection).find({}, { projection: { _id: 1 } });
  for await (const { _id } of found) ids.add(_id);
  return ids;
}

async function plansAmong(client: pg.Client, uses: readonly Use[]): Promise<Set<string>> {
  const there = new Set<string>();
  for (let start = 0; start < uses.length; start += batchSize) {
    const ids = uses.slice(start, start + batchSize).map(({ target }) => target);
    const query = `select ${plans.id} as id from ${plans.table} where ${plans.id} = any($1)`;
    const { rows } = await client.query<{ id: string }>(query, [ids]);
    for (const { id } of rows) there.add(id);
  }
  return there;
}

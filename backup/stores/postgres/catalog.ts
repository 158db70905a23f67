import type pg from "pg";
import { DrillError } from "../../../common/errors.ts";
import { markSchema, quoted, type QualifiedName } from "./names.ts";
import type { SequenceValue } from "./toc.ts";

/** Schemas that belong to the content, as a condition on pg_namespace. */
export const isUserSchema = `nspname !~ '^pg_' and nspname not in ('information_schema', '${markSchema}')`;

/** Leaves out what comes with an extension, as a condition on a catalog's rows. */
export const isNoMember = (catalog: string, id: string): string =>
  `not exists (
    select from pg_depend d where d.classid = '${catalog}'::regclass and d.objid = ${id} and d.deptype = 'e'
  )`;

const relations = (kind: string): string => `
  select n.nspname as schema, c.relname as name
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where ${isUserSchema} and c.relkind = '${kind}' and c.relpersistence <> 't' and ${isNoMember("pg_class", "c.oid")}
  order by 1, 2`;

/** Tables that hold rows: partitions are among them; views, foreign tables and what is partitioned are not. */
export async function tablesOf(session: pg.Client): Promise<QualifiedName[]> {
  return (await session.query<QualifiedName>(relations("r"))).rows;
}

/** Where each sequence stands now, whatever the session's snapshot: sequences are outside of transactions. */
export async function sequencesOf(session: pg.Client): Promise<SequenceValue[]> {
  const { rows: sequences } = await session.query<QualifiedName>(relations("S"));
  const values: SequenceValue[] = [];
  for (const sequence of sequences) {
    const query = `select last_value::text as last, is_called as "isCalled" from ${quoted(sequence)}`;
    const { rows } = await session.query<Pick<SequenceValue, "last" | "isCalled">>(query);
    for (const row of rows) values.push({ ...sequence, ...row });
  }
  return values;
}

/** "PostgreSQL 15.14" */
export async function versionOf(session: pg.Client): Promise<string> {
  const { rows } = await session.query<{ server_version: string }>("show server_version");
  return `PostgreSQL ${rows[0]?.server_version.split(" ", 1)[0] ?? "of unknown version"}`;
}

/** @throws DrillError backup.postgres-large-objects where there are any: they would not be compared */
export async function refuseLargeObjects(session: pg.Client): Promise<void> {
  const { rows } = await session.query<{ count: string }>("select count(*) as count from pg_largeobject_metadata");
  const count = rows[0]?.count ?? "0";
  if (count === "0") return;
  throw new DrillError({
    code: "backup.postgres-large-objects",
    kind: "environment",
    message: `the database holds ${count} large objects, which are not backed up`,
    remedy: "move them into columns of type bytea, or remove those that nothing refers to with vacuumlo",
  });
}

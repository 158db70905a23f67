import type pg from "pg";
import { type RestoreMark, restoreMark } from "../store.ts";
import { failureOf } from "./errors.ts";
import { markSchema } from "./names.ts";

/** The mark that a restore left, as the comment of a schema of its own. */
export async function findMark(session: pg.Client): Promise<RestoreMark | null> {
  const query = "select obj_description(oid, 'pg_namespace') as comment from pg_namespace where nspname = $1";
  const { rows } = await session.query<{ comment: string | null }>(query, [markSchema]);
  const [row] = rows;
  if (row === undefined) return null;
  try {
    return restoreMark.parse(JSON.parse(row.comment ?? ""));
  } catch {
    throw failureOf("the mark of a restore", new Error(`the comment of the schema ${markSchema} is none`));
  }
}

/** Sets the mark, whole or not at all. @param wanted null = none from now on */
export async function setMark(session: pg.Client, wanted: RestoreMark | null): Promise<void> {
  if (wanted === null) {
    await session.query(`drop schema if exists ${markSchema} cascade`);
    return;
  }
  const comment = session.escapeLiteral(JSON.stringify(wanted));
  // Statements of one message are one transaction.
  await session.query(`create schema if not exists ${markSchema}; comment on schema ${markSchema} is ${comment}`);
}

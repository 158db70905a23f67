import type pg from "pg";
import { isUserSchema } from "./catalog.ts";
import { quote } from "./names.ts";

/** As a new database has it. */
const newPublicSchema = `
  create schema public authorization pg_database_owner;
  grant usage on schema public to public;
  comment on schema public is 'standard public schema'`;

/** Drops all that users made, the mark aside. */
export async function emptyDatabase(session: pg.Client): Promise<void> {
  // Before their schemas, which could not be dropped while an extension owns them; those below came with the server.
  const extensions = "select extname as name from pg_extension where oid >= 16384 order by 1";
  for (const name of await namesOf(session, extensions)) {
    await session.query(`drop extension if exists ${quote(name)} cascade`);
  }
  const schemas = `select nspname as name from pg_namespace where ${isUserSchema} order by 1`;
  for (const name of await namesOf(session, schemas)) {
    await session.query(`drop schema if exists ${quote(name)} cascade`);
  }
  // Statements of one message are one transaction.
  await session.query(newPublicSchema);
}

async function namesOf(session: pg.Client, query: string): Promise<string[]> {
  return (await session.query<{ name: string }>(query)).rows.map(({ name }) => name);
}

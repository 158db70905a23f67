import type pg from "pg";
import { isNoMember, isUserSchema, tablesOf } from "./catalog.ts";
import { quoted } from "./names.ts";

/** What else than tables with rows of their own a restore would run into. */
const otherObjects = `
  select count(*)::int as count from (
    select 1 from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where ${isUserSchema} and c.relkind in ('p', 'f', 'v', 'm', 'S') and c.relpersistence <> 't'
      and ${isNoMember("pg_class", "c.oid")}
    union all
    select 1 from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where ${isUserSchema} and ${isNoMember("pg_proc", "p.oid")}
    union all
    select 1 from pg_type t join pg_namespace n on n.oid = t.typnamespace
    where ${isUserSchema} and t.typtype in ('e', 'd') and ${isNoMember("pg_type", "t.oid")}
    union all
    select 1 from pg_namespace n
    where ${isUserSchema} and nspname <> 'public' and ${isNoMember("pg_namespace", "n.oid")}
  ) found`;

/** "21 tables, 100000 rows" @returns null where there is nothing */
export async function occupiedBy(session: pg.Client): Promise<string | null> {
  const tables = await tablesOf(session);
  let total = 0n;
  for (const table of tables) {
    const { rows } = await session.query<{ count: string }>(`select count(*) as count from only ${quoted(table)}`);
    total += BigInt(rows[0]?.count ?? 0);
  }
  if (tables.length > 0) return `${tables.length} tables, ${total} rows`;
  const { rows } = await session.query<{ count: number }>(otherObjects);
  const others = rows[0]?.count ?? 0;
  return others === 0 ? null : `no table, ${others} other objects`;
}

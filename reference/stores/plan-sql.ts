import { plans } from "../../contract/persistence.ts";

/** The statements that keep plans. */
export interface PlanSql {
  create: string;
  /** parameters: id, origin, goal, reply; affects no row where the id is known */
  insert: string;
  /** parameter: id */
  find: string;
}

const { table, id, origin, goal, reply, createdAt } = plans;

export const planSql: PlanSql = {
  // The type json keeps the reply's text as it was given.
  create: `create table if not exists ${table} (
    ${id} text primary key,
    ${origin} text not null,
    ${goal} text not null,
    ${reply} json not null,
    ${createdAt} timestamptz not null default now()
  )`,
  insert: `insert into ${table} (${id}, ${origin}, ${goal}, ${reply}) values ($1, $2, $3, $4) on conflict do nothing`,
  find: `select ${reply} as reply from ${table} where ${id} = $1 limit 1`,
};

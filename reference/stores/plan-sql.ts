import { createPlans, plans } from "../../contract/persistence.ts";

/** The statements that keep plans. */
export interface PlanSql {
  create: string;
  /** parameters: id, origin, goal, reply; affects no row where the id is known */
  insert: string;
  /** parameter: id */
  find: string;
}

const { table, id, origin, goal, reply } = plans;

export const planSql: PlanSql = {
  create: createPlans,
  insert: `insert into ${table} (${id}, ${origin}, ${goal}, ${reply}) values ($1, $2, $3, $4) on conflict do nothing`,
  find: `select ${reply} as reply from ${table} where ${id} = $1 limit 1`,
};

import { plans } from "../../contract/persistence.ts";
import type { Defect } from "./defect.ts";

export const duplicateWrite: Defect = {
  description: "nucleus stores each plan twice under the same id, in a table without its primary key",
  service: "nucleus",
  planSql: ({ create, insert, find }) => ({
    create: `${create}; alter table ${plans.table} drop constraint if exists ${plans.table}_pkey`,
    insert: insert.replace("values ($1, $2, $3, $4)", "select $1, $2, $3, $4::json from generate_series(1, 2)"),
    find,
  }),
};

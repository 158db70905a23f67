import type { FastifyInstance } from "fastify";
import type { Registry } from "prom-client";
import type { ServiceName } from "../../contract/services.ts";
import type { PlanSql } from "../stores/plan-sql.ts";
import type { ReplyStore } from "../stores/reply-store.ts";

/** What a defect may reach beside the server. */
export interface DefectTools {
  registry: Registry;
  /** ends the process */
  exit: (code: number) => void;
}

/** One thing that is wrong on purpose, to prove that a gate goes red. Every hook is left out where it is not needed. */
export interface Defect {
  /** one line for people */
  description: string;
  /** the service that has it */
  service: ServiceName;
  /** called before any route is there */
  install?: (app: FastifyInstance, tools: DefectTools) => void;
  /** what stands between nucleus and its store of plans */
  plans?: (store: ReplyStore) => ReplyStore;
  /** the statements that nucleus runs */
  planSql?: (sql: PlanSql) => PlanSql;
}

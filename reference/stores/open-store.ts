import { artifacts, drafts, tables } from "../../contract/persistence.ts";
import type { AgentName } from "../../contract/services.ts";
import type { Settings } from "../../contract/settings.ts";
import type { GuardOptions } from "../resilience/guard.ts";
import type { ResilienceMetrics } from "../resilience/metrics.ts";
import { MongoReplies } from "./documents.ts";
import { planSql, type PlanSql } from "./plan-sql.ts";
import { PostgresPlans } from "./plans.ts";
import type { RemoteStore } from "./reply-store.ts";

/** Which kind of store each agent keeps its work in; the others keep nothing. */
const stores: Partial<Record<AgentName, { kind: "postgres" } | { kind: "mongodb"; collection: string }>> = {
  nucleus: { kind: "postgres" },
  osteon: { kind: "mongodb", collection: drafts.collection },
  myocyte: { kind: "mongodb", collection: tables.collection },
  chaperone: { kind: "mongodb", collection: artifacts.collection },
};

/** An agent's store, with the name that health checks give it. */
export interface AgentStore {
  kind: "postgres" | "mongodb";
  store: RemoteStore;
}

/** What may be changed within a store, for one that is wrong on purpose. */
export interface StoreChanges {
  /** the statements that nucleus runs */
  planSql?: (sql: PlanSql) => PlanSql;
  /** how nucleus guards its calls to them */
  planGuard?: (options: GuardOptions) => GuardOptions;
}

/** Opens an agent's store; connections are made when they are needed. */
export type StoreOpener = (
  agent: AgentName,
  settings: Settings,
  metrics: ResilienceMetrics,
  changes: StoreChanges | undefined,
) => AgentStore | undefined;

export const openStore: StoreOpener = (agent, settings, metrics, changes) => {
  const choice = stores[agent];
  if (choice === undefined) return undefined;
  const store =
    choice.kind === "postgres"
      ? new PostgresPlans(settings, changes?.planSql?.(planSql) ?? planSql, metrics, changes?.planGuard)
      : new MongoReplies(settings, choice.collection, metrics);
  return { kind: choice.kind, store };
};

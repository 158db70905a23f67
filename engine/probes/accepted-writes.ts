import type { Db } from "mongodb";
import { documentFields, drafts, plans, tables } from "../../contract/persistence.ts";
import { readJsonFile } from "../evidence/json-file.ts";
import { generatorReport } from "../evidence/load-plan.ts";
import { readSamples } from "../evidence/sample-codec.ts";
import { queryPostgres } from "./postgres.ts";
import type { Observation, Probe, ProbeContext } from "./probe.ts";
import { withDocuments } from "./store-connections.ts";

/** The load's message ids of one endpoint, by what the client knows of them. */
export interface Writes {
  accepted: Set<string>;
  /** neither acknowledged nor refused: they may be stored or not */
  unknown: Set<string>;
}

/**
 * Every plan, draft and table of a load that was acknowledged is in its store, and nothing else of that load is.
 * @param options.generator the generator's report, of a load that may have been stopped
 */
export function acceptedWritesStored(options: { load: string; file: string; generator?: string }): Probe {
  return {
    name: "accepted-writes-stored",
    observe: async (context) => {
      const report = options.generator && (await readJsonFile(options.generator, generatorReport));
      const started = report && report.stoppedAfterMs !== undefined ? report.started : 0;
      const writes = await readWrites(options.file, `${context.runId}-${options.load}`, started);
      const prefix = `${context.runId}-${options.load}-`;
      const documents = (collection: string) => storedDocuments(context, collection, prefix);
      return [
        compareWrites("plans in Postgres", writes("plan"), await storedPlans(context, prefix)),
        compareWrites("drafts in the document store", writes("draft"), await documents(drafts.collection)),
        compareWrites("tables in the document store", writes("ingest"), await documents(tables.collection)),
      ];
    },
  };
}

/** Compares what was acknowledged with the ids found, doubles included. */
export function compareWrites(subject: string, writes: Writes, stored: readonly string[]): Observation {
  const found = new Set(stored);
  const lost = [...writes.accepted].filter((id) => !found.has(id));
  const unexpected = [...found].filter((id) => !writes.accepted.has(id) && !writes.unknown.has(id));
  const doubled = stored.length - found.size;
  if (writes.accepted.size === 0) return { subject, ok: null, detail: "no write was acknowledged" };
  const counts = `${writes.accepted.size} acknowledged, ${found.size} stored`;
  const problems = [
    lost.length > 0 ? `${lost.length} lost, such as ${lost.slice(0, 3).join(", ")}` : "",
    doubled > 0 ? `${doubled} stored more than once` : "",
    unexpected.length > 0
      ? `${unexpected.length} stored but never sent, such as ${unexpected.slice(0, 3).join(", ")}`
      : "",
  ].filter((problem) => problem !== "");
  return { subject, ok: problems.length === 0, detail: [counts, ...problems].join("; ") };
}

/** @param started how many requests were sent by a load that was stopped: those without an answer were under way then */
export async function readWrites(file: string, prefix: string, started: number): Promise<(endpoint: string) => Writes> {
  const byEndpoint = new Map<string, Writes>();
  const heard = new Set<number>();
  await readSamples(file, (batch) => {
    for (let row = 0; row < batch.length; row += 1) {
      const endpoint = batch.endpoints[batch.endpoint[row] ?? -1] ?? "";
      const outcome = batch.outcomes[batch.outcome[row] ?? -1] ?? "";
      const writes = byEndpoint.get(endpoint) ?? { accepted: new Set(), unknown: new Set() };
      byEndpoint.set(endpoint, writes);
      const n = batch.n[row] ?? -1;
      heard.add(n);
      const id = `${prefix}-${endpoint}-${n}`;
      if (outcome === "ok") writes.accepted.add(id);
      // A refusal that follows a write is no promise that nothing was written.
      else writes.unknown.add(id);
    }
  });
  const underWay = Array.from({ length: started }, (_, n) => n).filter((n) => !heard.has(n));
  for (const [endpoint, { unknown }] of byEndpoint) {
    for (const n of underWay) unknown.add(`${prefix}-${endpoint}-${n}`);
  }
  return (endpoint) => byEndpoint.get(endpoint) ?? { accepted: new Set(), unknown: new Set() };
}

/** Whether the target keeps plans at all: BIOwerk's own code may not. True, or what was found instead. */
export async function keepsPlans(context: ProbeContext): Promise<true | string> {
  const rows = await queryPostgres(context, "select to_regclass($1) as found", [plans.table]);
  return rows[0]?.["found"] ? true : `there is no table ${plans.table} in its Postgres`;
}

/** Ids of plans that begin with the parameter. */
export const plansByPrefix = `select ${plans.id} as id from ${plans.table} where starts_with(${plans.id}, $1)`;

async function storedPlans(context: ProbeContext, prefix: string): Promise<string[]> {
  return (await queryPostgres(context, plansByPrefix, [prefix])).map((row) => String(row["id"]));
}

/** Ids of the documents that a run had an agent keep. */
export async function idsOfRun(db: Db, collection: string, runId: string): Promise<string[]> {
  const found = db.collection<{ _id: string }>(collection).find({ [documentFields.origin]: `drill-${runId}` });
  return (await found.project<{ _id: string }>({ _id: 1 }).toArray()).map(({ _id }) => _id);
}

async function storedDocuments(
  { api, environment, runId }: ProbeContext,
  collection: string,
  prefix: string,
): Promise<string[]> {
  const { service, port, database, user } = environment.documents;
  const password = environment.secrets.mongoPassword;
  return api.withPort(environment.namespace, service, port, async (localPort) => {
    const address = { host: "127.0.0.1", port: localPort, user, password, database };
    const ids = await withDocuments(address, (db) => idsOfRun(db, collection, runId));
    return ids.filter((id) => id.startsWith(prefix));
  });
}

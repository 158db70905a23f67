import { messageOf } from "../../common/errors.ts";
import type { secretVariables } from "../../components/biowerk/settings.ts";
import { serviceNames, services } from "../../contract/services.ts";
import type { EnvironmentOutputs } from "../../stacks/outputs.ts";
import { gitSha, runningImages } from "../environment/describe.ts";
import { queryPostgres } from "../probes/postgres.ts";
import type { ProbeContext } from "../probes/probe.ts";
import { serviceBody } from "../probes/service-body.ts";
import type { Configuration } from "./configuration.ts";
import { readConfiguration } from "./read-configuration.ts";

/** What a backup says of where it comes from, beside its data. */
export interface BackupFacts {
  source: { environmentId: string; stack: string; clusterUid: string; instances: string[] };
  gitSha: string;
  images: { workload: string; image: string; digest: string }[];
  /** database -> Alembic's version, or why there is none */
  schemaVersions: Record<string, string>;
  /** service -> its OpenAPI document */
  openapi: Record<string, unknown>;
  configuration: Configuration;
}

/**
 * Looks all of it up at an environment that serves.
 * @throws DrillError or Error where a service does not give its document: a backup without it would not be whole
 */
export async function backupFacts(
  context: ProbeContext,
  stack: { name: string; config: Record<string, string> },
): Promise<BackupFacts> {
  const { api, environment } = context;
  const { namespace, environmentId } = environment;
  const cluster = await api.core.readNamespace({ name: "kube-system" });
  return {
    source: {
      environmentId,
      stack: stack.name,
      clusterUid: cluster.metadata?.uid ?? "unknown",
      instances: await instancesOf(context),
    },
    gitSha: await gitSha(),
    images: await runningImages(api, namespace),
    schemaVersions: { [environment.postgres.database]: await alembicVersion(context) },
    openapi: await openapiDocuments(context),
    configuration: await readConfiguration(context, stack.config),
  };
}

/** Names and uids of BIOwerk's pods: what an instance can be known by. */
export async function instancesOf({ api, environment }: Pick<ProbeContext, "api" | "environment">): Promise<string[]> {
  const { items } = await api.core.listNamespacedPod({ namespace: environment.namespace });
  return items
    .filter(({ metadata }) => serviceNames.some((name) => name === metadata?.labels?.["app.kubernetes.io/name"]))
    .flatMap(({ metadata }) => [metadata?.name ?? [], metadata?.uid ?? []].flat());
}

async function alembicVersion(context: ProbeContext): Promise<string> {
  const [found] = await queryPostgres(context, "select to_regclass('alembic_version') is not null as there", []);
  if (found?.["there"] !== true) return "none: there is no table alembic_version";
  const rows = await queryPostgres(context, "select version_num from alembic_version order by 1", []);
  return rows.map(({ version_num }) => String(version_num)).join(", ") || "none: alembic_version is empty";
}

async function openapiDocuments(context: ProbeContext): Promise<Record<string, unknown>> {
  const documents = serviceNames.map(async (name) => {
    const served = await serviceBody(context, services[name], "/openapi.json");
    if (served.problem !== undefined) throw new Error(`${name} gives no OpenAPI document: ${served.problem}`);
    return [name, parsed(name, served.body)];
  });
  return Object.fromEntries(await Promise.all(documents)) as Record<string, unknown>;
}

function parsed(service: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`the OpenAPI document of ${service} is no JSON: ${messageOf(cause)}`, { cause });
  }
}

/** The secrets that BIOwerk was made with, by the names of its variables. */
export function secretsToKeep({ secrets }: Pick<EnvironmentOutputs, "secrets">): Record<string, string> {
  const values: Record<(typeof secretVariables)[number], string> = {
    POSTGRES_PASSWORD: secrets.postgresPassword,
    MONGO_PASSWORD: secrets.mongoPassword,
    JWT_SECRET_KEY: secrets.jwtSecretKey,
    ENCRYPTION_MASTER_KEY: secrets.encryptionMasterKey,
  };
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ""));
}

import type * as z from "zod";
import { type JobResult, jobResults, type JobVerb } from "../../backup/job/results.ts";
import type { jobSettings, JobStores } from "../../backup/job/settings.ts";
import type { S3Connection } from "../../backup/objects/s3-connection.ts";
import { DrillError } from "../../common/errors.ts";
import type { EnvironmentOutputs } from "../../stacks/outputs.ts";
import type { ProbeContext } from "../probes/probe.ts";
import type { BackupFacts } from "./facts.ts";
import { secretsToKeep } from "./facts.ts";
import { type JobRun, runBackupJob } from "./run-job.ts";

/** The backup that a job in the cluster takes or restores. */
export interface BackupPlace {
  /** ends with "/" */
  backupUrl: string;
  /** where the services keep their blobs; null = they keep none */
  blobsUrl: string | null;
  /** as pods reach it */
  connection: S3Connection;
}

type Settings<V extends keyof typeof jobSettings> = z.infer<(typeof jobSettings)[V]>;
type Context = Pick<ProbeContext, "api" | "environment" | "signal">;
type Listening = Pick<JobRun, "onLine">;

/** Takes a backup of the environment by a job in its cluster. */
export async function takeInCluster(
  context: Context,
  place: BackupPlace,
  wish: { id: string; facts: BackupFacts; recipients: readonly string[]; signingKey: string },
  listening: Listening,
): Promise<JobResult<"backup">> {
  const values = secretsToKeep(context.environment);
  const settings: Settings<"backup"> = {
    ...common(context.environment, place),
    facts: {
      id: wish.id,
      recipients: [...wish.recipients],
      ...(wish.facts as Omit<BackupFacts, "openapi" | "configuration"> & Pick<Settings<"backup">["facts"], "openapi">),
      configuration: wish.facts.configuration,
      secretNames: Object.keys(values),
    },
  };
  const secrets = { DRILL_SIGNING_KEY: wish.signingKey, DRILL_BACKUP_SECRETS: JSON.stringify(values) };
  return run("backup", { context, place, settings, secrets, listening });
}

/** Whose backups are restored, and what opens them. */
export interface Trust {
  trustedKeys: readonly string[];
  /** secret */
  identity: string;
}

/** Restores a backup by a job in the environment's cluster. */
export function restoreInCluster(
  context: Context,
  place: BackupPlace,
  { trustedKeys, identity, intoNonEmpty }: Trust & { intoNonEmpty: boolean },
  listening: Listening,
): Promise<JobResult<"restore">> {
  const settings = { ...common(context.environment, place), trustedKeys: [...trustedKeys], intoNonEmpty };
  return run("restore", { context, place, settings, secrets: { DRILL_AGE_IDENTITY: identity }, listening });
}

/** Compares what the environment's stores hold with a backup, by a job in its cluster. */
export function compareInCluster(
  context: Context,
  place: BackupPlace,
  { trustedKeys, identity }: Trust,
  listening: Listening,
): Promise<JobResult<"compare">> {
  const settings = { ...common(context.environment, place), trustedKeys: [...trustedKeys], expiryMarginMs };
  return run("compare", { context, place, settings, secrets: { DRILL_AGE_IDENTITY: identity }, listening });
}

/** Takes away the marks of a restore by a job in the environment's cluster: what it brought back may be used now. */
export async function finishInCluster(
  context: Context,
  place: BackupPlace,
  backupId: string,
  listening: Listening,
): Promise<void> {
  const { stores } = common(context.environment, place);
  const settings = { stores, scratchFolder, backupId };
  await run("finish", { context, place, settings, secrets: {}, listening });
}

/** Longer than all stores take to be read. */
const expiryMarginMs = 10 * 60_000;
const scratchFolder = "/scratch";

function common(environment: EnvironmentOutputs, { backupUrl, blobsUrl }: BackupPlace) {
  return { stores: storesOf(environment, blobsUrl), backupUrl, scratchFolder };
}

function storesOf({ postgres, documents, redis }: EnvironmentOutputs, blobsUrl: string | null): JobStores {
  const at = ({ service, port }: { service: string; port: number }) => ({ host: service, port });
  return {
    postgres: { ...at(postgres), user: postgres.user, database: postgres.database },
    documents: {
      ...at(documents),
      ...(documents.user === null ? {} : { user: documents.user }),
      database: documents.database,
      kind: documents.kind,
    },
    redis: at(redis),
    ...(blobsUrl === null ? {} : { blobs: { url: blobsUrl } }),
  };
}

interface Run<V extends JobVerb> {
  context: Context;
  place: BackupPlace;
  settings: Settings<V>;
  secrets: Record<string, string>;
  listening: Listening;
}

async function run<V extends JobVerb>(command: V, wish: Run<V>): Promise<JobResult<V>> {
  const { context, place, settings, listening } = wish;
  const { api, environment, signal } = context;
  const { backup, environmentId, namespace, secrets } = environment;
  if (backup === null) throw notPrepared(environmentId);
  const all = {
    ...storageVariables(place.connection),
    POSTGRES_PASSWORD: secrets.postgresPassword,
    ...(secrets.mongoPassword === "" ? {} : { MONGO_PASSWORD: secrets.mongoPassword }),
    ...wish.secrets,
  };
  const { image } = backup;
  const job = { name: `drill-${command}`, command, settings, environmentId, namespace, image, secrets: all };
  const result = await runBackupJob(job, { api, signal, ...listening });
  return jobResults[command].parse(result) as JobResult<V>;
}

/** As `readConnection` reads them. */
function storageVariables({ endpoint, region, credentials }: S3Connection): Record<string, string> {
  return {
    ...(endpoint === undefined ? {} : { DRILL_S3_ENDPOINT: endpoint }),
    AWS_REGION: region,
    ...(credentials === undefined
      ? {}
      : { AWS_ACCESS_KEY_ID: credentials.accessKeyId, AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey }),
    ...(credentials?.sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: credentials.sessionToken }),
  };
}

function notPrepared(environmentId: string): DrillError {
  return new DrillError({
    code: "backup.not-prepared",
    kind: "usage",
    message: `environment ${environmentId} has no image that takes or restores backups`,
    remedy: "bring it up with -c backup=true, or from the stack restore",
  });
}

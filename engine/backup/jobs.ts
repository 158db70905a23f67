import type * as z from "zod";
import { type JobResult, jobResults } from "../../backup/job/results.ts";
import type { jobSettings, JobStores } from "../../backup/job/settings.ts";
import type { S3Connection } from "../../backup/objects/s3-connection.ts";
import { DrillError } from "../../common/errors.ts";
import type { EnvironmentOutputs } from "../../stacks/outputs.ts";
import type { ProbeContext } from "../probes/probe.ts";
import type { BackupFacts } from "./facts.ts";
import { secretsToKeep } from "./facts.ts";
import type { BackupJob } from "./job-objects.ts";
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
  return jobResults.backup.parse(await run(context, place, { command: "backup", settings, secrets }, listening));
}

/** Whose backups are restored, and what opens them. */
export interface Trust {
  trustedKeys: readonly string[];
  /** secret */
  identity: string;
}

/** Restores a backup by a job in the environment's cluster. */
export async function restoreInCluster(
  context: Context,
  place: BackupPlace,
  { trustedKeys, identity, intoNonEmpty }: Trust & { intoNonEmpty: boolean },
  listening: Listening,
): Promise<JobResult<"restore">> {
  const settings: Settings<"restore"> = {
    ...common(context.environment, place),
    trustedKeys: [...trustedKeys],
    intoNonEmpty,
  };
  const job = { command: "restore", settings, secrets: { DRILL_AGE_IDENTITY: identity } } as const;
  return jobResults.restore.parse(await run(context, place, job, listening));
}

/** Compares what the environment's stores hold with a backup, by a job in its cluster. */
export async function compareInCluster(
  context: Context,
  place: BackupPlace,
  { trustedKeys, identity }: Trust,
  listening: Listening,
): Promise<JobResult<"compare">> {
  const settings: Settings<"compare"> = {
    ...common(context.environment, place),
    trustedKeys: [...trustedKeys],
    expiryMarginMs,
  };
  const job = { command: "compare", settings, secrets: { DRILL_AGE_IDENTITY: identity } } as const;
  return jobResults.compare.parse(await run(context, place, job, listening));
}

/** Takes away the marks of a restore by a job in the environment's cluster: what it brought back may be used now. */
export async function finishInCluster(
  context: Context,
  place: BackupPlace,
  backupId: string,
  listening: Listening,
): Promise<void> {
  const { stores } = common(context.environment, place);
  const settings: Settings<"finish"> = { stores, scratchFolder, backupId };
  await run(context, place, { command: "finish", settings, secrets: {} }, listening);
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

async function run(
  { api, environment, signal }: Context,
  { connection }: BackupPlace,
  job: Pick<BackupJob, "command" | "settings" | "secrets">,
  { onLine }: Listening,
): Promise<unknown> {
  const { backup, environmentId, namespace, secrets } = environment;
  if (backup === null) throw notPrepared(environmentId);
  const all = {
    ...storageVariables(connection),
    POSTGRES_PASSWORD: secrets.postgresPassword,
    ...(secrets.mongoPassword === "" ? {} : { MONGO_PASSWORD: secrets.mongoPassword }),
    ...job.secrets,
  };
  const name = `drill-${job.command}`;
  return runBackupJob(
    { ...job, name, environmentId, namespace, image: backup.image, secrets: all },
    { api, signal, onLine },
  );
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

import { readFileSync } from "node:fs";
import * as z from "zod";
import { DrillError, messageOf } from "../../common/errors.ts";
import { manifest } from "../format/manifest.ts";

const name = z.string().min(1);
const server = { host: name, port: z.int().min(1).max(65_535) };

/** Where the stores are; one that is left out is left alone. */
export const jobStores = z.strictObject({
  postgres: z.strictObject({ ...server, user: name, database: name }).optional(),
  /** without a user the server asks for no credentials */
  documents: z
    .strictObject({ ...server, user: name.optional(), database: name, kind: z.enum(["mongodb", "ferretdb"]) })
    .optional(),
  redis: z.strictObject(server).optional(),
  /** place in S3 that services keep blobs in */
  blobs: z.strictObject({ url: name }).optional(),
});
export type JobStores = z.infer<typeof jobStores>;

const facts = manifest
  .pick({ id: true, source: true, gitSha: true, images: true, schemaVersions: true, recipients: true })
  .extend({
    openapi: z.record(z.string(), z.json()),
    configuration: z.json(),
    /** that a restored environment needs */
    secretNames: z.array(name),
  });

/** The backup, whose keys are taken for good, and a folder for dumps that are on their way. */
const backup = { stores: jobStores, backupUrl: name, scratchFolder: name };
const trusted = { trustedKeys: z.array(name).min(1) };

/** What each verb is to be told; none of it is a secret. */
export const jobSettings = {
  backup: z.strictObject({ ...backup, facts }),
  restore: z.strictObject({ ...backup, ...trusted, intoNonEmpty: z.boolean() }),
  /** keys that expire within the margin are left out: some would do so while the others are read */
  compare: z.strictObject({ ...backup, ...trusted, expiryMarginMs: z.int().nonnegative() }),
  contents: z.strictObject({ stores: jobStores, scratchFolder: name }),
  /** takes the marks of a restore away */
  finish: z.strictObject({ stores: jobStores, scratchFolder: name, backupId: name }),
};

/** Variables of the environment that hold the settings, or name their file. */
export const settingsVariables = { text: "DRILL_BACKUP_JOB", file: "DRILL_BACKUP_JOB_FILE" } as const;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads settings: the JSON in the file that DRILL_BACKUP_JOB_FILE names, or else in DRILL_BACKUP_JOB.
 * @throws DrillError job.settings
 */
export function readSettings<S extends z.ZodType>(schema: S, env: Environment): z.infer<S> {
  const file = env[settingsVariables.file];
  try {
    const text = file === undefined ? (env[settingsVariables.text] ?? "") : readFileSync(file, "utf8");
    return schema.parse(JSON.parse(text));
  } catch (thrown) {
    throw unreadable(`the settings in ${file ?? settingsVariables.text}`, whyUnreadable(thrown));
  }
}

/** What a job is told beside its settings. */
export interface JobSecrets {
  postgresPassword: string;
  /** "" = the server asks for none */
  mongoPassword: string;
  redisPassword: string;
  /** of age; none = nothing can be opened */
  identities: string[];
  /** ed25519 private key, PEM */
  signingKey: string;
  /** for the backup to hold; null = it is to hold none */
  values: Record<string, string> | null;
}

/** Reads the secrets, each of a variable of its own. @throws DrillError job.settings */
export function readSecrets(env: Environment): JobSecrets {
  return {
    postgresPassword: env["POSTGRES_PASSWORD"] ?? "",
    mongoPassword: env["MONGO_PASSWORD"] ?? "",
    redisPassword: env["REDIS_PASSWORD"] ?? "",
    identities: identitiesIn(env["DRILL_AGE_IDENTITY"] ?? ""),
    signingKey: env["DRILL_SIGNING_KEY"] ?? "",
    values: valuesIn(env["DRILL_BACKUP_SECRETS"]),
  };
}

/** A file of age has one per line, and comments. */
export const identitiesIn = (text: string): string[] =>
  text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));

function valuesIn(text: string | undefined): Record<string, string> | null {
  if (text === undefined) return null;
  try {
    return z.record(z.string(), z.string()).parse(JSON.parse(text));
  } catch {
    // What the parser says may quote a secret.
    throw unreadable("DRILL_BACKUP_SECRETS", "it is no JSON of names and values");
  }
}

const whyUnreadable = (thrown: unknown): string =>
  thrown instanceof z.ZodError
    ? thrown.issues.map(({ path, message }) => `${path.join(".") || "(root)"}: ${message}`).join("; ")
    : messageOf(thrown);

function unreadable(what: string, why: string): DrillError {
  return new DrillError({
    code: "job.settings",
    kind: "usage",
    message: `${what} cannot be read: ${why}`,
    remedy: "the drill writes them itself: run it again with the program of its own version",
  });
}

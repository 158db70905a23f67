import { readFile } from "node:fs/promises";
import { identitiesIn } from "../../backup/job/settings.ts";
import { readConnection } from "../../backup/objects/s3-connection.ts";
import { formatS3Url, parseS3Url } from "../../backup/objects/s3-url.ts";
import { DrillError, messageOf } from "../../common/errors.ts";
import type { BackupOptions } from "../../drills/restore/options.ts";
import type { SeededDamage } from "../../drills/restore/seeded-damage.ts";
import { openSecretSource } from "../../engine/secret-sources/secret-source.ts";

/** What the command line of `run` says of backups. */
export interface BackupWish {
  scale?: string;
  output?: string;
  secrets?: string;
  damage?: SeededDamage;
}

/** @throws DrillError scale.invalid, s3.url, s3.endpoint, secrets.source, secrets.credentials */
export function backupOptions({ scale, output, secrets, damage }: BackupWish, env: NodeJS.ProcessEnv): BackupOptions {
  return {
    ...(scale === undefined ? {} : { scale: parseScale(scale) }),
    ...(output === undefined ? {} : { output: s3Place(output, env) }),
    ...(secrets === undefined ? {} : { secretSource: openSecretSource(secrets, env) }),
    ...(damage === undefined ? {} : { damage }),
  };
}

/** A place in S3, and how it is reached by what the environment says. @throws DrillError s3.url, s3.endpoint */
export const s3Place = (url: string, env: NodeJS.ProcessEnv) => ({
  url: formatS3Url(parseS3Url(url)),
  connection: readConnection(env),
});

function parseScale(text: string): number {
  const scale = Number(text);
  if (Number.isFinite(scale) && scale > 0 && scale <= 100) return scale;
  throw new DrillError({
    code: "scale.invalid",
    kind: "usage",
    message: `"${text}" is not a scale`,
    remedy:
      "write a number above 0 and at most 100; 1 is 100,000 rows, 20,000 documents, 5,000 keys and 200 MiB of blobs",
  });
}

/** How a secret comes to a verb: by a variable, or a file that a variable names. Never as an argument. */
export interface SecretVariable {
  name: string;
  what: string;
}

export const identityVariable: SecretVariable = { name: "DRILL_AGE_IDENTITY", what: "the age identity that opens it" };
export const signingKeyVariable: SecretVariable = {
  name: "DRILL_SIGNING_KEY",
  what: "the ed25519 private key, PEM, that signs it",
};

/**
 * Reads a secret from its variable, or from the file that the variable with `_FILE` behind its name says.
 * @throws DrillError secret.missing, secret.unreadable
 */
export async function readSecret({ name, what }: SecretVariable, env: NodeJS.ProcessEnv): Promise<string> {
  const direct = env[name];
  if (direct !== undefined && direct !== "") return direct;
  const file = env[`${name}_FILE`];
  const remedy = `set ${name}, or ${name}_FILE to a file that holds it`;
  if (file === undefined || file === "") {
    throw new DrillError({ code: "secret.missing", kind: "usage", message: `${what} is not given`, remedy });
  }
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    const message = `${what} cannot be read: ${messageOf(cause)}`;
    throw new DrillError({ code: "secret.unreadable", kind: "usage", message, remedy, cause });
  }
}

/** The age identities that open a backup, as age-keygen writes them. @throws DrillError secret.missing, secret.unreadable */
export async function readIdentities(env: NodeJS.ProcessEnv): Promise<string[]> {
  const identities = identitiesIn(await readSecret(identityVariable, env));
  if (identities.length > 0) return identities;
  throw new DrillError({
    code: "secret.unreadable",
    kind: "usage",
    message: "there is no age identity in what is given",
    remedy: `give a line that begins with AGE-SECRET-KEY- in ${identityVariable.name}, or a file with one`,
  });
}

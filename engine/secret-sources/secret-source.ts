import { openAgeFile } from "./age-file.ts";
import { openAwsSecret } from "./aws-secrets-manager.ts";
import { noSource } from "./secret-errors.ts";
import { openVault } from "./vault.ts";

/** Where the secrets of an environment are kept while it does not exist. */
export interface SecretSource {
  /** for people, without any secret: "age file /x", "Vault https://host:8200/secret/biowerk" */
  readonly name: string;
  /**
   * Reads secrets by name; names that it lacks, or has nothing but "" for, are not in the answer.
   * @throws DrillError secrets.denied, secrets.unreachable, secrets.unreadable or secrets.credentials; none holds a
   * secret
   */
  read: (names: readonly string[], signal: AbortSignal) => Promise<Record<string, string>>;
}

type Open = (place: string, env: NodeJS.ProcessEnv) => SecretSource;

const kinds = new Map<string, Open>([
  ["age", openAgeFile],
  ["vault", openVault],
  ["aws", openAwsSecret],
]);

/**
 * Reads where secrets are: "age:/absolute/file.age", "vault:https://host:8200/mount/path", "aws:name" or "aws:arn:...".
 * Nothing is asked yet.
 * @param env names what opens the source: an identity of age, a token of Vault, a region of AWS
 * @throws DrillError secrets.source, or secrets.credentials where the environment names nothing that opens it
 */
export function openSecretSource(text: string, env: NodeJS.ProcessEnv): SecretSource {
  const end = text.indexOf(":");
  const open = kinds.get(text.slice(0, Math.max(end, 0)));
  // Not quoted: somebody may have written a secret in its place.
  if (open === undefined) throw noSource("what is given is no place of secrets");
  return open(text.slice(end + 1), env);
}

/** Reads secrets, and tells which of the names the source has nothing for. @throws DrillError as `read` does */
export async function requireSecrets(
  source: SecretSource,
  names: readonly string[],
  signal: AbortSignal,
): Promise<{ found: Record<string, string>; missing: string[] }> {
  const found = await source.read(names, signal);
  return { found, missing: names.filter((name) => !Object.hasOwn(found, name)) };
}

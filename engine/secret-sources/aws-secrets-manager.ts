import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { DrillError } from "../../common/errors.ts";
import { noSource, reasonOf, secretsError, unreachable } from "./secret-errors.ts";
import type { SecretSource } from "./secret-source.ts";
import { parseJson, pickSecrets } from "./secret-values.ts";

const plainName = /^[A-Za-z0-9/_+=.@-]{1,512}$/;
const arn = /^arn:aws[a-z-]*:secretsmanager:([a-z0-9-]+):\d{12}:secret:[A-Za-z0-9/_+=.@-]+$/;

/**
 * A secret in AWS Secrets Manager, whose text is a JSON object of secrets. Credentials, the number of tries and an
 * endpoint other than AWS's are what the SDK finds in the process's own environment.
 * @param id name or ARN; an ARN tells the region itself
 * @param env AWS_REGION, for a name
 * @throws DrillError secrets.source, or secrets.credentials where no region is known
 */
export function openAwsSecret(id: string, env: NodeJS.ProcessEnv): SecretSource {
  const regionOfArn = arn.exec(id)?.[1];
  if (regionOfArn === undefined && !plainName.test(id)) {
    throw noSource("aws: is not followed by the name or the ARN of a secret");
  }
  const region = regionOfArn ?? env["AWS_REGION"];
  if (!region) {
    const remedy = "set AWS_REGION to the secret's region, or name the secret by its ARN";
    throw secretsError("secrets.credentials", "AWS_REGION is not set", remedy);
  }
  const name = `AWS secret ${id}`;
  return {
    name,
    read: async (names, signal) => {
      const text = await textOf(id, region, name, signal);
      return text === null ? {} : pickSecrets(name, parseJson(name, text), names);
    },
  };
}

/** @returns null = there is no such secret */
async function textOf(id: string, region: string, name: string, signal: AbortSignal): Promise<string | null> {
  const client = new SecretsManagerClient({
    region,
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
  });
  try {
    // Looked for on their own: that a service which gives credentials finds nothing says nothing of the secret.
    await client.config.credentials().catch((thrown: unknown) => {
      throw denied(name, `there are no AWS credentials: ${reasonOf(thrown)}`);
    });
    const call = new GetSecretValueCommand({ SecretId: id });
    const answer = await client.send(call, { abortSignal: signal }).catch((thrown: SdkError) => notRead(name, thrown));
    // A binary secret has no text; what is empty is no JSON.
    return answer === null ? null : (answer.SecretString ?? "");
  } catch (thrown) {
    signal.throwIfAborted();
    throw thrown;
  } finally {
    client.destroy();
  }
}

/** What the SDK throws, as far as it matters. */
interface SdkError extends Error {
  $metadata?: { httpStatusCode?: number };
}

/** Names by which AWS refuses, mostly with the status of a bad request. */
const refusals = new Set([
  "AccessDeniedException",
  "DecryptionFailure",
  "ExpiredTokenException",
  "IncompleteSignatureException",
  "InvalidSignatureException",
  "MissingAuthenticationTokenException",
  "UnrecognizedClientException",
]);

/** @returns null = there is no such secret */
function notRead(source: string, thrown: SdkError): null {
  const { name } = thrown;
  if (name === "ResourceNotFoundException") return null;
  const status = thrown.$metadata?.httpStatusCode ?? 0;
  if (refusals.has(name) || [401, 403].includes(status)) throw denied(source, name);
  if (isForALaterTry(name, status)) throw unreachable(source, status === 0 ? reasonOf(thrown) : name);
  const remedy = "check the secret's name and region, and that it is not about to be deleted";
  throw secretsError("secrets.unreadable", `${source} cannot be read: ${name}`, remedy);
}

/** No answer, one that was none of AWS's, or one that asks for patience. */
const isForALaterTry = (name: string, status: number): boolean =>
  status < 300 || status >= 500 || status === 429 || name.startsWith("Throttl");

function denied(source: string, reason: string): DrillError {
  const remedy = "check AWS's credentials, and that they allow secretsmanager:GetSecretValue and kms:Decrypt";
  return secretsError("secrets.denied", `${source} was refused: ${reason}`, remedy);
}

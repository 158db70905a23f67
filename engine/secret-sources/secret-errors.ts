import { DrillError, type ErrorKind } from "../../common/errors.ts";

/** Why there are no secrets. */
const kinds = {
  "secrets.source": "usage",
  "secrets.credentials": "usage",
  "secrets.denied": "environment",
  "secrets.unreachable": "environment",
  "secrets.unreadable": "environment",
} as const satisfies Record<string, ErrorKind>;

/**
 * An error without a cause, and without words of others: what parsers, the SDK and `fetch` throw may quote a secret, or
 * carry headers with credentials.
 */
export function secretsError(code: keyof typeof kinds, message: string, remedy: string): DrillError {
  return new DrillError({ code, kind: kinds[code], message, remedy });
}

/** That no source is named in a form that is known. */
export function noSource(message: string): DrillError {
  const forms = ["age:/absolute/file.age", "vault:https://host:8200/mount/path", "aws:name", "aws:arn:..."];
  return secretsError("secrets.source", message, `write one of these forms: ${forms.join(", ")}`);
}

/** @param source its name */
export function unreachable(source: string, reason: string): DrillError {
  return secretsError(
    "secrets.unreachable",
    `${source} could not be reached: ${reason}`,
    "check the address, the network and the server's health, then start the same again",
  );
}

/** Names a failure of the network, or of a file, by its code. */
export function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return "no reason was given";
  return codeOf(thrown.cause) ?? codeOf(thrown) ?? thrown.name;
}

const codeOf = (thrown: unknown): string | undefined =>
  thrown instanceof Error && "code" in thrown && typeof thrown.code === "string" ? thrown.code : undefined;

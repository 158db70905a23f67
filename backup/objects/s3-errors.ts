import { DrillError, messageOf } from "../../common/errors.ts";

/** What the calls of an ObjectStore reject with. */
type ObjectsCode = "objects.missing" | "objects.denied" | "objects.full" | "objects.unreachable";

/** What the SDK and Node's sockets throw, as far as it matters. */
interface SdkError extends Error {
  code?: unknown;
  $metadata?: { httpStatusCode?: number };
}

/** Hides secrets in text that a server wrote. */
export type Hide = (text: string) => string;

const words: Record<ObjectsCode, { what: string; remedy: string }> = {
  "objects.missing": {
    what: "is not there",
    remedy: "check the bucket's name and the prefix; what was there may have been removed or replaced",
  },
  "objects.denied": {
    what: "was refused",
    remedy: "check the credentials, the region and what the bucket's policy allows",
  },
  "objects.full": {
    what: "found no room",
    remedy: "free space or raise the quota, then start the same again: what is complete is kept",
  },
  "objects.unreachable": {
    what: "could not be reached",
    remedy: "check the endpoint and the network, then start the same again: what is complete is kept",
  },
};

/** Names that servers give to a lack of space; some send them with the status of a refusal. */
const noSpace = new Set([
  "InsufficientStorage",
  "NoSpace",
  "NoSpaceLeft",
  "QuotaExceeded",
  "QuotaExceededException",
  "StorageFull",
  "XMinioAdminBucketQuotaExceeded",
  "XMinioStorageFull",
]);

/**
 * Puts what a call to S3 threw into a DrillError of one line. What does not come from the SDK, such as the failure of
 * the source of an upload, is returned as it is. The SDK's own error is left out: it carries headers with credentials.
 * @param url of the object, or of the prefix that was listed
 */
export function objectsError(thrown: unknown, url: string, hide: Hide = (text) => text): unknown {
  if (!(thrown instanceof Error) || thrown instanceof DrillError) return thrown;
  const code = codeOf(thrown);
  return code === undefined ? thrown : failure(code, url, hide(detailOf(thrown)));
}

/** That a body which was cut off could not be read on. */
export const cutOff = (url: string, cut: Error): DrillError => failure("objects.unreachable", url, detailOf(cut));

function failure(code: ObjectsCode, url: string, detail: string): DrillError {
  const { what, remedy } = words[code];
  return new DrillError({ code, kind: "environment", message: `${url} ${what}: ${detail}`, remedy });
}

/** @returns undefined = it is not the SDK's */
function codeOf(error: SdkError): ObjectsCode | undefined {
  if (error.name === "CredentialsProviderError") return "objects.denied";
  if (error.$metadata === undefined) return undefined;
  const status = error.$metadata.httpStatusCode ?? 0;
  if (noSpace.has(error.name) || status === 507) return "objects.full";
  if (isForALaterTry(error.name, status)) return "objects.unreachable";
  return [404, 410, 412, 416].includes(status) ? "objects.missing" : "objects.denied";
}

/** No answer, one that was none of S3's, or one that asks for patience. */
const isForALaterTry = (name: string, status: number): boolean =>
  // An upload that the server has given up is begun anew.
  ["NoSuchUpload", "RequestTimeout", "SlowDown"].includes(name) ||
  status < 300 ||
  status >= 500 ||
  [408, 429].includes(status);

/** Some failures of the network have a code and no message. */
function detailOf(error: SdkError): string {
  const message = messageOf(error);
  const name = error.name === "Error" || error.name === "AggregateError" ? String(error.code ?? "") : error.name;
  return [name, message].filter((part) => part !== "").join(": ") || "no reason was given";
}

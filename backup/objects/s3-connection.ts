import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { DrillError } from "../../common/errors.ts";
import { redactor } from "../../common/redact.ts";
import { type Hide, objectsError } from "./s3-errors.ts";
import { formatS3Url, parseS3Url } from "./s3-url.ts";

/** How the S3 API is reached. */
export interface S3Connection {
  /** http(s) URL of a server; absent = AWS itself, by the region */
  endpoint?: string;
  region: string;
  /** absent = those that the SDK finds: of a profile, a pod's account or a machine's role */
  credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
  /** requests that one call may take, with growing pauses between them (default 8) */
  attempts?: number;
}

/** From DRILL_S3_ENDPOINT, AWS_REGION and AWS_ACCESS_KEY_ID with its companions. @throws DrillError s3.endpoint */
export function readConnection(env: Readonly<Record<string, string | undefined>>): S3Connection {
  const value = (name: string) => env[name] || undefined;
  const endpoint = value("DRILL_S3_ENDPOINT");
  const credentials = credentialsOf(value);
  return {
    region: value("AWS_REGION") ?? "us-east-1",
    ...(endpoint === undefined ? {} : { endpoint: checkedEndpoint(endpoint) }),
    ...(credentials === undefined ? {} : { credentials }),
  };
}

/** A client of its own; whoever asked for it destroys it. */
export function s3Client({ endpoint, region, credentials, attempts }: S3Connection): S3Client {
  return new S3Client({
    region,
    // Servers other than AWS seldom have a name for each bucket.
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
    ...(credentials === undefined ? {} : { credentials }),
    maxAttempts: attempts ?? 8,
    retryMode: "standard",
    // Silence is what is limited: a large part over a slow line may take longer.
    requestHandler: { connectionTimeout: 5_000, socketTimeout: 30_000 },
    // Few servers know the newer checksums. A signature hashes what is sent, and the manifest what is read.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
  });
}

/** Hides the connection's credentials in what a server answers. */
export function credentialsHider({ credentials }: S3Connection): Hide {
  if (credentials === undefined) return (text) => text;
  const { accessKeyId, secretAccessKey, sessionToken = "" } = credentials;
  return redactor([accessKeyId, secretAccessKey, sessionToken]);
}

/** Makes the bucket unless the same account has it already: for servers that are thrown away after use. */
export async function ensureBucket(url: string, connection: S3Connection): Promise<void> {
  const { bucket } = parseS3Url(url);
  const client = s3Client(connection);
  try {
    await client.send(new CreateBucketCommand({ Bucket: bucket }));
  } catch (thrown) {
    if (thrown instanceof Error && thrown.name === "BucketAlreadyOwnedByYou") return;
    throw objectsError(thrown, formatS3Url({ bucket, prefix: "" }), credentialsHider(connection));
  } finally {
    client.destroy();
  }
}

function credentialsOf(value: (name: string) => string | undefined): S3Connection["credentials"] {
  const [accessKeyId, secretAccessKey] = [value("AWS_ACCESS_KEY_ID"), value("AWS_SECRET_ACCESS_KEY")];
  if (accessKeyId === undefined || secretAccessKey === undefined) return undefined;
  const sessionToken = value("AWS_SESSION_TOKEN");
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
}

function checkedEndpoint(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url !== undefined && /^https?:$/.test(url.protocol) && url.username === "" && url.password === "";
  if (isPlain) return text;
  throw new DrillError({
    code: "s3.endpoint",
    kind: "usage",
    message: "DRILL_S3_ENDPOINT is no plain http or https URL",
    remedy: "write a URL such as http://127.0.0.1:9000; credentials go into AWS_ACCESS_KEY_ID and its companions",
  });
}

import { DrillError } from "../../common/errors.ts";

/** A place in S3. */
export interface S3Url {
  bucket: string;
  /** "" or ends with "/" */
  prefix: string;
}

const grammar = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/s;

/** Reads "s3://bucket" or "s3://bucket/prefix/", the last slash optional. @throws DrillError s3.url */
export function parseS3Url(text: string): S3Url {
  const [, bucket, path = ""] = grammar.exec(text) ?? [];
  const folders = path.replace(/\/$/, "");
  if (bucket === undefined || !(path === "" || isPlain(folders))) throw invalid(text);
  return { bucket, prefix: folders === "" ? "" : `${folders}/` };
}

/** Writes it as it is read. */
export const formatS3Url = ({ bucket, prefix }: S3Url): string => `s3://${bucket}/${prefix}`;

/** Some servers keep objects as files, where names such as ".." would lead elsewhere. */
const isPlain = (folders: string): boolean =>
  !/\p{Cc}/u.test(folders) && folders.split("/").every((name) => !["", ".", ".."].includes(name));

function invalid(text: string): DrillError {
  // Somebody may have put credentials before the bucket.
  const shown = text.replace(/\/\/.*@/s, "//[hidden]@");
  return new DrillError({
    code: "s3.url",
    kind: "usage",
    message: `${JSON.stringify(shown)} is no place in S3`,
    remedy: "write s3://bucket or s3://bucket/prefix/, without credentials",
  });
}

import type { Readable } from "node:stream";

/** An object as a listing shows it. */
export interface ListedObject {
  key: string;
  bytes: number;
}

/** What is kept with an object beside its bytes. */
export interface ObjectAttributes {
  contentType?: string | undefined;
  /** user metadata: lower-case names */
  metadata?: Record<string, string>;
}

/**
 * A place for objects, such as a prefix of an S3 bucket: every key is below it. Calls are retried with back-off within a
 * budget; what they reject with in the end is a DrillError with the code "objects.missing", "objects.denied",
 * "objects.full" or "objects.unreachable".
 */
export interface ObjectStore {
  /** for people: "s3://bucket/prefix/" */
  readonly url: string;
  /** Writes an object whole or not at all, in pieces of bounded memory. */
  put: (key: string, body: Uint8Array | Readable, attributes?: ObjectAttributes) => Promise<void>;
  /** The object's bytes; a connection that is cut is resumed where it was. */
  get: (key: string) => Promise<Readable>;
  /** A small object as a whole. */
  read: (key: string) => Promise<Buffer>;
  attributes: (key: string) => Promise<ListedObject & ObjectAttributes>;
  /** Objects whose keys begin with the prefix, in the order of their keys. */
  list: (prefix: string) => AsyncIterable<ListedObject>;
  remove: (key: string) => Promise<void>;
  /** The same store, further down. @param prefix ends with "/" */
  below: (prefix: string) => ObjectStore;
}

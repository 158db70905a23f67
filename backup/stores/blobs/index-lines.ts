import * as z from "zod";
import type { MultisetDigest } from "../../format/digest.ts";
import { damaged } from "../../seal/seal-errors.ts";

const indexLine = z.strictObject({
  key: z.string().min(1),
  contentType: z.string().optional(),
  metadata: z.record(z.string(), z.string()),
  bytes: z.int().nonnegative(),
  /** of its content */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** key of the object in the backup that holds it */
  object: z.string().min(1),
});
/** One blob of a backup, and a line of the backup's index of blobs. */
export type IndexLine = z.infer<typeof indexLine>;

/** What makes one blob differ from another. */
export type BlobIdentity = Pick<IndexLine, "key" | "contentType" | "metadata" | "sha256">;

/** Small enough to be handed on soon, large enough that lines do not cost a call each; characters. */
const pieceLength = 64 * 1024;

/** The index as NDJSON, in pieces of some size. */
export function* indexPieces(lines: Iterable<IndexLine>): Generator<Buffer> {
  let held = "";
  for (const line of lines) {
    held += `${JSON.stringify(line)}\n`;
    if (held.length < pieceLength) continue;
    yield Buffer.from(held);
    held = "";
  }
  if (held !== "") yield Buffer.from(held);
}

/** @param object key of the index, for errors @throws DrillError backup.object-damaged */
export function parseIndex(text: string, object: string): IndexLine[] {
  try {
    return text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => indexLine.parse(JSON.parse(line)));
  } catch {
    throw damaged(object, "it is no index of blobs");
  }
}

/** Adds a blob to the digest of blobs. */
export function addBlob(digest: MultisetDigest, { key, contentType, metadata, sha256 }: BlobIdentity): void {
  const sorted = Object.entries(metadata).sort(([one], [other]) => (one < other ? -1 : 1));
  digest.add(key, contentType ?? "", JSON.stringify(sorted), sha256);
}

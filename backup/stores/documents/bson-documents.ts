import { type ContentDigest, MultisetDigest } from "../../format/digest.ts";
import { damaged } from "../../seal/seal-errors.ts";
import type { StoreProgress } from "../store.ts";

/** A document has its length and a closing zero at least. */
const shortest = 5;
/** Servers take 16 MiB; more than this is a length that was misread. */
const longest = 48 * 2 ** 20;
const lengthBytes = 4;
/** Small enough to be handed on soon, large enough that documents do not cost a call each. */
const pieceBytes = 64 * 1024;

/**
 * Documents one after the other, as mongodump writes them, in pieces of some size.
 * @param digest gets each of them
 */
export async function* joinDocuments(
  documents: AsyncIterable<Uint8Array>,
  digest: MultisetDigest,
  moved: StoreProgress,
): AsyncGenerator<Buffer> {
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  const piece = () => {
    // Copies, so that what the driver read into is free again.
    const joined = Buffer.concat(held);
    moved({ bytes: joined.length, items: held.length });
    held = [];
    heldBytes = 0;
    return joined;
  };
  for await (const document of documents) {
    digest.add(document);
    held.push(document);
    heldBytes += document.length;
    if (heldBytes >= pieceBytes) yield piece();
  }
  if (held.length > 0) yield piece();
}

/**
 * The documents in a stream of them, wherever it is cut. Each is part of a larger buffer.
 * @param key of the object that they come from, for errors
 * @throws DrillError backup.object-damaged
 */
export async function* splitDocuments(chunks: AsyncIterable<Uint8Array>, key: string): AsyncGenerator<Buffer> {
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let wanted = lengthBytes;
  for await (const chunk of chunks) {
    held.push(chunk);
    heldBytes += chunk.length;
    if (heldBytes < wanted) continue;
    const bytes = Buffer.concat(held);
    let start = 0;
    for (;;) {
      wanted = wantedAt(bytes, start, key);
      if (bytes.length - start < wanted) break;
      yield documentAt(bytes, start, wanted, key);
      start += wanted;
    }
    held = [bytes.subarray(start)];
    heldBytes = bytes.length - start;
  }
  if (heldBytes > 0) throw damaged(key, "it ends within a document");
}

/** Digest of documents. */
export async function digestOf(documents: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<ContentDigest> {
  const digest = new MultisetDigest();
  for await (const document of documents) {
    signal.throwIfAborted();
    digest.add(document);
  }
  return digest.value;
}

/** How many bytes are needed from there: those of a length, or of the document once its length is known. */
function wantedAt(bytes: Buffer, start: number, key: string): number {
  if (bytes.length - start < lengthBytes) return lengthBytes;
  const length = bytes.readInt32LE(start);
  if (length < shortest || length > longest) throw damaged(key, `a document of ${length} bytes is none`);
  return length;
}

function documentAt(bytes: Buffer, start: number, length: number, key: string): Buffer {
  const document = bytes.subarray(start, start + length);
  if (document[length - 1] !== 0) throw damaged(key, "a document does not end where its length says");
  return document;
}

import { createHash } from "node:crypto";
import { Readable } from "node:stream";

/** SHA-256 of a stream's bytes in hex. */
export async function hashOf(source: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of source) {
    signal.throwIfAborted();
    hash.update(chunk);
  }
  return hash.digest("hex");
}

/**
 * A stream that is opened when somebody reads it, and is hashed on its way.
 * @param on.moved hears of the bytes of each piece
 * @param on.end hears the hash before the reader comes to the end, and may throw: the stream fails then
 */
export function watched(
  open: () => Promise<Readable>,
  signal: AbortSignal,
  on: { moved: (bytes: number) => void; end: (sha256: string) => void },
): Readable {
  async function* pieces(): AsyncGenerator<Uint8Array> {
    const source: AsyncIterable<Uint8Array> = await open();
    const hash = createHash("sha256");
    for await (const chunk of source) {
      signal.throwIfAborted();
      hash.update(chunk);
      on.moved(chunk.length);
      yield chunk;
    }
    on.end(hash.digest("hex"));
  }
  return Readable.from(pieces(), { objectMode: false });
}

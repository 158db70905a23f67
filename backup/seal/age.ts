import { randomBytes } from "node:crypto";
import { Transform, type TransformCallback } from "node:stream";
import { DrillError, messageOf } from "../../common/errors.ts";
import { headerLength, headerOpener, newHeader } from "./age-header.ts";
import { chunkBytes, Chunks, nonceBytes, PayloadCipher, tagBytes } from "./age-payload.ts";
import { damaged } from "./seal-errors.ts";

/** No header of recipients that anybody would list is longer. */
const longestHeader = 1024 * 1024;
const nothing = Buffer.alloc(0);

/**
 * Encrypts what passes in the format age v1. The library makes the header; the payload is Node's own cipher, which is
 * far faster, and one chunk of it is held in memory.
 * @param recipients age1... @throws DrillError backup.key
 */
export async function sealStream(recipients: readonly string[]): Promise<Transform> {
  const { header, fileKey } = await newHeader(recipients);
  const nonce = randomBytes(nonceBytes);
  const cipher = new PayloadCipher(fileKey, nonce);
  const chunks = new Chunks(chunkBytes);
  const sealing = new Transform({
    transform(bytes: Buffer, _encoding, done) {
      for (const chunk of chunks.add(bytes)) this.push(cipher.seal(chunk, false));
      done();
    },
    flush(done) {
      done(null, cipher.seal(chunks.last, true));
    },
  });
  sealing.push(Buffer.concat([header, nonce]));
  return sealing;
}

/**
 * Decrypts what passes. Every chunk is whole when it is handed on; whether all of them are there shows at the end.
 * Where no identity fits, the stream fails with DrillError `backup.key`, at the end too: a damaged header looks the
 * same, which whoever hashes the file finds out by then. Whatever else is wrong is `backup.object-damaged`.
 * @param identities AGE-SECRET-KEY-...
 * @param name of the object, for messages
 * @throws DrillError backup.key where one is no identity
 */
export const openStream = (identities: readonly string[], name = "the object"): Transform =>
  new Opening(headerOpener(identities, name), name);

class Opening extends Transform {
  readonly #openHeader: (header: Uint8Array) => Promise<Uint8Array>;
  readonly #name: string;
  readonly #chunks = new Chunks(chunkBytes + tagBytes);
  /** what has come of the header and the nonce */
  #begin: Buffer = nothing;
  #cipher: PayloadCipher | undefined;
  #wrongKey: DrillError | undefined;

  constructor(openHeader: (header: Uint8Array) => Promise<Uint8Array>, name: string) {
    super();
    this.#openHeader = openHeader;
    this.#name = name;
  }

  override _transform(bytes: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#take(bytes).then(() => done(), done);
  }

  override _flush(done: TransformCallback): void {
    this.#end().then(() => done(), done);
  }

  async #take(bytes: Buffer): Promise<void> {
    if (this.#wrongKey !== undefined) return;
    const payload = this.#cipher === undefined ? await this.#afterHeader(bytes) : bytes;
    for (const chunk of this.#chunks.add(payload)) this.push(this.#opened(chunk, false));
  }

  async #end(): Promise<void> {
    if (this.#wrongKey !== undefined) throw this.#wrongKey;
    this.push(this.#opened(this.#chunks.last, true));
  }

  /** @returns what came of the chunks together with the end of the header */
  async #afterHeader(bytes: Buffer): Promise<Buffer> {
    const begin = Buffer.concat([this.#begin, bytes]);
    this.#begin = begin;
    const header = headerLength(begin);
    if (header === undefined && begin.length > longestHeader) throw damaged(this.#name, "it has no age header");
    if (header === undefined || begin.length < header + nonceBytes) return nothing;
    this.#begin = nothing;
    const fileKey = await this.#fileKey(begin.subarray(0, header));
    if (fileKey === undefined) return nothing;
    this.#cipher = new PayloadCipher(fileKey, begin.subarray(header, header + nonceBytes));
    return begin.subarray(header + nonceBytes);
  }

  async #fileKey(header: Buffer): Promise<Uint8Array | undefined> {
    try {
      return await this.#openHeader(header);
    } catch (thrown) {
      if (!(thrown instanceof DrillError)) throw damaged(this.#name, `its age header: ${messageOf(thrown)}`);
      this.#wrongKey = thrown;
      return undefined;
    }
  }

  #opened(chunk: Buffer, isLast: boolean): Buffer {
    if (this.#cipher === undefined) throw damaged(this.#name, "it ends within its age header");
    try {
      return this.#cipher.open(chunk, isLast);
    } catch {
      throw damaged(this.#name, isLast ? "its end is missing or wrong" : "a chunk is not what was sealed");
    }
  }
}

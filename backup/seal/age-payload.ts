import { createCipheriv, createDecipheriv, hkdfSync } from "node:crypto";

/** What comes before the chunks: the salt of the payload's key. */
export const nonceBytes = 16;
/** Plain bytes of every chunk but the last. */
export const chunkBytes = 64 * 1024;
/** By which a chunk grows when it is sealed. */
export const tagBytes = 16;

const algorithm = "chacha20-poly1305";
const chunkNonceBytes = 12;

/** Seals or opens the chunks of one payload of the format age v1, in their order. */
export class PayloadCipher {
  readonly #key: Buffer;
  readonly #nonce = Buffer.alloc(chunkNonceBytes);
  #counter = 0;

  constructor(fileKey: Uint8Array, nonce: Uint8Array) {
    this.#key = Buffer.from(hkdfSync("sha256", fileKey, nonce, "payload", 32));
  }

  seal(chunk: Uint8Array, isLast: boolean): Buffer {
    const cipher = createCipheriv(algorithm, this.#key, this.#next(isLast), { authTagLength: tagBytes });
    return Buffer.concat([cipher.update(chunk), cipher.final(), cipher.getAuthTag()]);
  }

  /** @throws Error where it is not the chunk that was sealed at this place */
  open(chunk: Uint8Array, isLast: boolean): Buffer {
    const end = chunk.byteLength - tagBytes;
    // Only an empty payload has an empty chunk: otherwise two files could hold the same.
    if (end < 0 || (end === 0 && this.#counter > 0)) throw new Error("a chunk is too short");
    const decipher = createDecipheriv(algorithm, this.#key, this.#next(isLast), { authTagLength: tagBytes });
    decipher.setAuthTag(chunk.subarray(end));
    return Buffer.concat([decipher.update(chunk.subarray(0, end)), decipher.final()]);
  }

  /** The number of the chunk in eleven bytes, of which six are enough, and whether it is the last in one. */
  #next(isLast: boolean): Buffer {
    this.#nonce.writeUIntBE(this.#counter, 5, 6);
    this.#nonce[chunkNonceBytes - 1] = isLast ? 1 : 0;
    this.#counter += 1;
    return this.#nonce;
  }
}

/** Cuts what comes into chunks of one size. The last, full or not, is held back until the end is known. */
export class Chunks {
  readonly #chunk: Buffer;
  #used = 0;

  constructor(size: number) {
    this.#chunk = Buffer.alloc(size);
  }

  /** Chunks that are followed by more; each must be used before the next is taken. */
  *add(bytes: Uint8Array): Generator<Buffer> {
    let rest = bytes;
    while (rest.byteLength > 0) {
      if (this.#used === this.#chunk.byteLength) {
        yield this.#chunk;
        this.#used = 0;
      }
      const taken = rest.subarray(0, this.#chunk.byteLength - this.#used);
      this.#chunk.set(taken, this.#used);
      this.#used += taken.byteLength;
      rest = rest.subarray(taken.byteLength);
    }
  }

  get last(): Buffer {
    return this.#chunk.subarray(0, this.#used);
  }
}

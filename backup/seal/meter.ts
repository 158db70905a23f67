import { createHash, type Hash } from "node:crypto";
import { Transform, type TransformCallback } from "node:stream";

/** Lets bytes through and measures them. */
export class Meter extends Transform {
  bytes = 0;
  readonly #hash: Hash | undefined;
  readonly #verdict: ((meter: Meter) => Error | undefined) | undefined;
  #sha256 = "";

  /**
   * @param options.hashed whether their SHA-256 is wanted
   * @param options.verdict on all of them, before the stream ends; an error is how it ends instead
   */
  constructor(options: { hashed?: boolean; verdict?: (meter: Meter) => Error | undefined } = {}) {
    super();
    this.#hash = options.hashed === true ? createHash("sha256") : undefined;
    this.#verdict = options.verdict;
  }

  /** in hex, once all has passed */
  get sha256(): string {
    return this.#sha256;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.bytes += chunk.byteLength;
    this.#hash?.update(chunk);
    done(null, chunk);
  }

  override _flush(done: TransformCallback): void {
    this.#sha256 = this.#hash?.digest("hex") ?? "";
    done(this.#verdict?.(this));
  }
}

import { unreadable } from "./errors.ts";

/** Takes pieces of any length from a source that comes in chunks of any length. */
export class ByteQueue {
  readonly #source: AsyncIterator<Uint8Array>;
  #chunk: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** @throws DrillError backup.archive-unreadable where there are fewer bytes left */
  async take(length: number): Promise<Buffer> {
    const pieces: Buffer[] = [];
    let missing = length;
    while (missing > this.#chunk.length) {
      pieces.push(this.#chunk);
      missing -= this.#chunk.length;
      if (!(await this.#next())) throw unreadable("it is cut off");
    }
    const last = this.#chunk.subarray(0, missing);
    this.#chunk = this.#chunk.subarray(missing);
    return pieces.length === 0 ? last : Buffer.concat([...pieces, last]);
  }

  /** Whether nothing is left. */
  async isAtEnd(): Promise<boolean> {
    while (this.#chunk.length === 0) {
      if (!(await this.#next())) return true;
    }
    return false;
  }

  /** Lets go of the source, which may have more. */
  async close(): Promise<void> {
    await this.#source.return?.();
  }

  async #next(): Promise<boolean> {
    const { done, value } = await this.#source.next();
    if (done === true) return false;
    this.#chunk = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    return true;
  }
}

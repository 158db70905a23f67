import { unreadable } from "./errors.ts";

/** Reads the numbers and texts that an archive of pg_dump is made of. @throws DrillError backup.archive-unreadable */
export class TocReader {
  readonly #bytes: Buffer;
  #at = 0;
  /** bytes of a number, which the archive's head says */
  intSize = 4;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  take(length: number): Buffer {
    if (length > this.#bytes.length - this.#at) throw unreadable("its table of contents is cut off");
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  byte(): number {
    return this.take(1).readUInt8();
  }

  /** A sign, then the amount, its least significant byte first. */
  int(): number {
    const isNegative = this.byte() !== 0;
    const amount = this.take(this.intSize).readUIntLE(0, this.intSize);
    return isNegative ? -amount : amount;
  }

  /** @returns null where there is none, which differs from an empty one */
  text(): string | null {
    const length = this.int();
    return length < 0 ? null : this.take(length).toString();
  }

  skip(what: "int" | "text", times: number): void {
    for (let left = times; left > 0; left -= 1) this[what]();
  }
}

import { createHash } from "node:crypto";

/** What a set of rows, documents or keys amounts to: two sets of the same content have the same, whatever their order. */
export interface ContentDigest {
  count: number;
  /** sum of the items' SHA-256 modulo 2^256, in hex */
  digest: string;
}

const lanes = 8;
const laneRange = 2 ** 32;

/**
 * Digest of a multiset. Sums count an item as often as it comes, where an exclusive or would let two equal ones vanish;
 * who can choose the content could make two sets collide, so that it guards against accidents and not against forgers,
 * which the manifest's signature is for.
 */
export class MultisetDigest {
  /** most significant last; each stays far below 2^53 until it is folded */
  readonly #sums = new Float64Array(lanes);
  #count = 0;
  #unfolded = 0;

  /** Adds an item. @param parts its bytes, in as many pieces as it has fields; where a piece ends counts too */
  add(...parts: readonly (Uint8Array | string)[]): void {
    const hash = createHash("sha256");
    const length = Buffer.alloc(4);
    for (const part of parts) {
      if (parts.length > 1) {
        length.writeUInt32LE(typeof part === "string" ? Buffer.byteLength(part) : part.byteLength);
        hash.update(length);
      }
      hash.update(part);
    }
    this.addHash(hash.digest());
  }

  /** Adds an item whose SHA-256 is known. */
  addHash(hash: Uint8Array): void {
    const view = new DataView(hash.buffer, hash.byteOffset, hash.byteLength);
    for (let lane = 0; lane < lanes; lane += 1) this.#sums[lane]! += view.getUint32(lane * 4, true);
    this.#count += 1;
    this.#unfolded += 1;
    if (this.#unfolded === 2 ** 20) this.#fold();
  }

  /** What was added so far. */
  get value(): ContentDigest {
    this.#fold();
    const words = [...this.#sums].reverse();
    return { count: this.#count, digest: words.map((word) => word.toString(16).padStart(8, "0")).join("") };
  }

  #fold(): void {
    let carry = 0;
    for (let lane = 0; lane < lanes; lane += 1) {
      const sum = this.#sums[lane]! + carry;
      this.#sums[lane] = sum % laneRange;
      carry = Math.floor(sum / laneRange);
    }
    this.#unfolded = 0;
  }
}

/** Whether two sets have the same content. */
export const isSameContent = (one: ContentDigest, other: ContentDigest): boolean =>
  one.count === other.count && one.digest === other.digest;

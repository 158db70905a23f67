import { MultisetDigest, type ContentDigest } from "../../format/digest.ts";
import { unreadable } from "./errors.ts";

const newline = 0x0a;
const endMark = Buffer.from("\\.");

/**
 * Digest of the rows of a COPY in text format, whatever the chunks that it comes in: a line each, because a line break
 * within a value is escaped.
 * @param isMarked whether the line `\.` has to follow the last row, as in the files of pg_dump
 * @param onRows told with every chunk how many rows ended in it
 * @throws DrillError backup.archive-unreadable where the data is cut off or goes on after its end
 */
export async function digestCopy(
  source: AsyncIterable<Uint8Array>,
  isMarked: boolean,
  onRows?: (rows: number) => void,
): Promise<ContentDigest> {
  const lines = new CopyLines();
  for await (const chunk of source) {
    const rows = lines.feed(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    if (rows > 0) onRows?.(rows);
  }
  return lines.end(isMarked);
}

class CopyLines {
  readonly #rows = new MultisetDigest();
  /** of a line that has not ended yet */
  #pieces: Buffer[] = [];
  #fed = 0;
  #ended = false;

  /** @returns how many rows ended in the chunk */
  feed(chunk: Buffer): number {
    const before = this.#fed;
    let from = 0;
    for (let to = chunk.indexOf(newline); to !== -1; to = chunk.indexOf(newline, from)) {
      this.#line(chunk.subarray(from, to));
      from = to + 1;
    }
    if (from < chunk.length) this.#pieces.push(chunk.subarray(from));
    return this.#fed - before;
  }

  end(isMarked: boolean): ContentDigest {
    if (this.#pieces.length > 0) throw unreadable("a table's data ends within a row");
    if (isMarked && !this.#ended) throw unreadable("a table's data has no end mark");
    return this.#rows.value;
  }

  #line(last: Buffer): void {
    const line = this.#pieces.length === 0 ? last : Buffer.concat([...this.#pieces, last]);
    this.#pieces = [];
    if (this.#ended) {
      if (line.length > 0) throw unreadable("a table's data goes on after its end mark");
    } else if (line.equals(endMark)) {
      this.#ended = true;
    } else {
      this.#rows.add(line);
      this.#fed += 1;
    }
  }
}

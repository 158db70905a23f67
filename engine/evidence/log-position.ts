/** How far a log was read whose lines begin with their time, so that reading goes on where it was cut off. */
export class LogPosition {
  #time = "";
  /** lines of that time: it may be the same for several */
  #lines = 0;

  /** from when to read on, RFC 3339; undefined = from the start. Kubernetes looks at whole seconds, so some lines come twice. */
  get since(): string | undefined {
    return this.#time === "" ? undefined : this.#time;
  }

  /** A log of the same container that is read on from here. */
  copy(): LogPosition {
    const copy = new LogPosition();
    copy.#time = this.#time;
    copy.#lines = this.#lines;
    return copy;
  }

  /**
   * Lines that were not read before, as they come. An unfinished last line is given where the log ends, and left out
   * where it is cut off: it comes again, whole.
   */
  async *newLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    const decoder = new TextDecoder();
    const seen = { time: this.#time, left: this.#lines };
    const isNew = (line: string) => {
      // Of fixed width, so that their order is that of the text.
      const time = line.slice(0, line.indexOf(" "));
      if (time < seen.time) return false;
      if (time === seen.time && seen.left > 0) {
        seen.left -= 1;
        return false;
      }
      this.#lines = time === this.#time ? this.#lines + 1 : 1;
      this.#time = time;
      return true;
    };
    let rest = "";
    for await (const chunk of chunks) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      const found = lines.filter(isNew);
      if (found.length > 0) yield Buffer.from(found.map((line) => `${line}\n`).join(""));
    }
    if (rest !== "" && isNew(rest)) yield Buffer.from(rest);
  }
}

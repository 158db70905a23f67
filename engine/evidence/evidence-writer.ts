import { closeSync, createWriteStream, fsyncSync, openSync, writeSync } from "node:fs";
import { appendFile, writeFile } from "node:fs/promises";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { DrillError } from "../../common/errors.ts";
import { redactor } from "../../common/redact.ts";

/** A file of JSON values, one per line, that grows while a run goes on. */
export interface JsonLines {
  /**
   * Hands the line to the kernel before returning, so that a killed process loses none.
   * @param flush whether it must be on the disk as well
   */
  append(value: unknown, flush: boolean): void;
  close(): void;
}

/** Longest text of others that is quoted. */
const excerptLength = 1_000;

/**
 * The one way by which text from outside gets into a run's folder or onto its screen: what was learnt to be secret is
 * hidden on the way. What is derived from the evidence later holds no secret for that reason.
 */
export class EvidenceWriter {
  readonly #secrets: string[] = [];
  #redact = redactor([]);

  /** Hides these values in all that is written from now on. */
  learn(secrets: Iterable<string>): void {
    this.#secrets.push(...secrets);
    this.#redact = redactor(this.#secrets);
  }

  /** The text with its secrets hidden. */
  hide(text: string): string {
    return this.#redact(text);
  }

  /** The text with its secrets hidden, then cut: the other way round, the first half of a secret could stay. */
  excerpt(text: string): string {
    const hidden = this.hide(text);
    return hidden.length <= excerptLength ? hidden : `${hidden.slice(0, excerptLength)}…`;
  }

  async writeText(file: string, text: string): Promise<void> {
    await writeFile(file, this.hide(text));
  }

  async writeJson(file: string, value: unknown): Promise<void> {
    await writeFile(file, `${this.#json(value, 2)}\n`);
  }

  /** Appends values as JSON, one per line. */
  async appendJson(file: string, values: readonly unknown[]): Promise<void> {
    if (values.length > 0) await appendFile(file, values.map((value) => `${this.#json(value)}\n`).join(""));
  }

  /** Appends what comes, line by line, until it ends: a value cut in two by a chunk's edge would slip through. */
  async appendLines(file: string, source: AsyncIterable<Buffer>): Promise<void> {
    const hide = (line: string) => this.hide(line);
    await pipeline(source, byLine(hide), createWriteStream(file, { flags: "a" }));
  }

  /** Starts a file of JSON lines; it must not exist. */
  openJsonLines(file: string): JsonLines {
    const fd = openSync(file, "ax");
    return {
      append: (value, flush) => {
        const line = Buffer.from(`${this.#json(value)}\n`);
        // One write per line: with O_APPEND, lines of a killed process are whole up to the last.
        if (writeSync(fd, line) !== line.length) throw diskFull(file);
        if (flush) fsyncSync(fd);
      },
      close: () => closeSync(fd),
    };
  }

  /** Strings are hidden before they are written as JSON, so that nothing hidden can break its syntax. */
  #json(value: unknown, indent?: number): string {
    return JSON.stringify(value, (_key, each: unknown) => (typeof each === "string" ? this.hide(each) : each), indent);
  }
}

function byLine(change: (line: string) => string): Transform {
  const decoder = new TextDecoder();
  let rest = "";
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      done(null, lines.map((line) => `${change(line)}\n`).join(""));
    },
    flush(done) {
      done(null, rest === "" ? "" : `${change(rest)}\n`);
    },
  });
}

function diskFull(file: string): DrillError {
  return new DrillError({
    code: "evidence.incomplete",
    kind: "environment",
    message: `a line of ${file} could not be written whole`,
    remedy: "free disk space and start the run again",
  });
}

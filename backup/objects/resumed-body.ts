import { finished, Readable } from "node:stream";

/** A body that can be taken up again after it was cut off. */
export interface ResumableBody {
  first: Readable;
  /** whole length, where it is known */
  bytes: number | undefined;
  /** the rest of it from there on */
  reopen: (reached: number) => Promise<Readable>;
  /** what readers get when it is given up */
  givenUp: (cut: Error) => Error;
}

/** So many times in a row a body may be taken up again without a byte of it coming. */
const fruitlessTries = 4;

/** Reads a body to its end across connections that are cut off. */
export class ResumedBody extends Readable {
  readonly #source: ResumableBody;
  #body: Readable;
  #reached = 0;
  #fruitless = 0;

  constructor(source: ResumableBody) {
    super();
    this.#source = source;
    this.#body = source.first;
    this.#follow(source.first);
  }

  override _read(): void {
    this.#body.resume();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#body.destroy();
    done(error);
  }

  #follow(body: Readable): void {
    this.#body = body;
    body.on("data", (chunk: Buffer) => {
      this.#reached += chunk.length;
      this.#fruitless = 0;
      if (!this.push(chunk)) body.pause();
    });
    // This tells as well that it ended before anybody listened.
    finished(body, (cut) => void this.#ended(cut ?? undefined));
  }

  async #ended(cut: Error | undefined): Promise<void> {
    if (this.destroyed) return;
    const { bytes, givenUp } = this.#source;
    if (this.#reached === bytes || (cut === undefined && bytes === undefined)) {
      this.push(null);
      return;
    }
    const why = cut ?? new Error(`only ${this.#reached} of ${bytes} bytes came`);
    this.#fruitless += 1;
    if (this.#fruitless > fruitlessTries) this.destroy(givenUp(why));
    else await this.#goOn(why);
  }

  async #goOn(why: Error): Promise<void> {
    try {
      const body = await this.#source.reopen(this.#reached);
      if (this.destroyed) body.destroy();
      else this.#follow(body);
    } catch (thrown) {
      this.destroy(thrown instanceof Error ? thrown : this.#source.givenUp(why));
    }
  }
}

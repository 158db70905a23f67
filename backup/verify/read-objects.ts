import type { Readable } from "node:stream";
import type { ObjectEntry } from "../format/manifest.ts";
import type { SealedObjects } from "../stores/store.ts";

/** Opens objects for those who recount, and knows afterwards which were read to their end and so found sound. */
export class ReadObjects implements Pick<SealedObjects, "open"> {
  readonly #objects: Pick<SealedObjects, "open">;
  readonly #whole = new Set<string>();
  readonly #heard: (entry: ObjectEntry) => void;

  /** @param heard is told of each object that was read whole, once */
  constructor(objects: Pick<SealedObjects, "open">, heard: (entry: ObjectEntry) => void) {
    this.#objects = objects;
    this.#heard = heard;
  }

  readonly open = async (entry: ObjectEntry): Promise<Readable> => {
    const content = await this.#objects.open(entry);
    // What is damaged ends with an error and never comes to its end.
    content.once("end", () => this.#note(entry));
    return content;
  };

  /** Whether somebody read the object to its end. */
  wasRead({ key }: ObjectEntry): boolean {
    return this.#whole.has(key);
  }

  #note(entry: ObjectEntry): void {
    if (this.#whole.has(entry.key)) return;
    this.#whole.add(entry.key);
    this.#heard(entry);
  }
}

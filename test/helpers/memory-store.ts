import { Readable } from "node:stream";
import type { ListedObject, ObjectAttributes, ObjectStore } from "../../backup/objects/object-store.ts";
import { DrillError } from "../../common/errors.ts";

/** An object as it lies in memory. */
export interface StoredObject extends ObjectAttributes {
  bytes: Buffer;
}

/** One call of a store. */
export interface StoreCall {
  name: "put" | "get" | "read" | "attributes" | "list" | "remove";
  /** whole: from the store's root */
  key: string;
}

/**
 * Looks at every call before it is answered: what it throws is what the call fails with. Of a put or a get, it may say
 * after how many bytes it is to break off.
 */
export type Intervention = (call: StoreCall) => number | undefined | Promise<number | undefined>;

const root = "s3://memory/";

/** Objects in memory; everything below it shares them, the calls and the intervention. */
export class MemoryStore implements ObjectStore {
  readonly url: string;
  /** by whole key */
  readonly objects: Map<string, StoredObject>;
  readonly calls: StoreCall[];
  readonly #shared: { intervene: Intervention };
  readonly #prefix: string;

  constructor(parent?: MemoryStore, prefix = "") {
    this.#prefix = parent === undefined ? prefix : `${parent.#prefix}${prefix}`;
    this.url = `${root}${this.#prefix}`;
    this.objects = parent?.objects ?? new Map<string, StoredObject>();
    this.calls = parent?.calls ?? [];
    this.#shared = parent === undefined ? { intervene: () => undefined } : parent.#shared;
  }

  set intervene(intervene: Intervention) {
    this.#shared.intervene = intervene;
  }

  readonly put = async (key: string, body: Uint8Array | Readable, attributes: ObjectAttributes = {}): Promise<void> => {
    const limit = await this.#call("put", key);
    const bytes = body instanceof Uint8Array ? Buffer.from(body) : await this.#received(key, body, limit);
    if (limit !== undefined) throw broken(this.#url(key));
    this.objects.set(this.#whole(key), { ...attributes, bytes });
  };

  readonly get = async (key: string): Promise<Readable> => {
    const limit = await this.#call("get", key);
    const { bytes } = this.#found(key);
    return Readable.from(pieces(bytes, broken(this.#url(key)), limit), { objectMode: false });
  };

  readonly read = async (key: string): Promise<Buffer> => {
    await this.#call("read", key);
    return Buffer.from(this.#found(key).bytes);
  };

  readonly attributes = async (key: string): Promise<ListedObject & ObjectAttributes> => {
    await this.#call("attributes", key);
    const { bytes, ...attributes } = this.#found(key);
    return { ...attributes, key, bytes: bytes.length };
  };

  readonly list = (prefix: string): AsyncIterable<ListedObject> => this.#listed(prefix);

  readonly remove = async (key: string): Promise<void> => {
    await this.#call("remove", key);
    this.objects.delete(this.#whole(key));
  };

  readonly below = (prefix: string): MemoryStore => new MemoryStore(this, prefix);

  async *#listed(prefix: string): AsyncGenerator<ListedObject> {
    await this.#call("list", prefix);
    const inOrder = [...this.objects].sort(([one], [other]) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
    for (const [key, { bytes }] of inOrder) {
      if (!key.startsWith(this.#whole(prefix))) continue;
      yield { key: key.slice(this.#prefix.length), bytes: bytes.length };
    }
  }

  async #call(name: StoreCall["name"], key: string): Promise<number | undefined> {
    const call = { name, key: this.#whole(key) };
    this.calls.push(call);
    return this.#shared.intervene(call);
  }

  async #received(key: string, body: Readable, limit = Infinity): Promise<Buffer> {
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of body as AsyncIterable<Buffer>) {
      chunks.push(Buffer.from(chunk));
      length += chunk.length;
      if (length > limit) throw broken(this.#url(key));
    }
    return Buffer.concat(chunks);
  }

  #found(key: string): StoredObject {
    const object = this.objects.get(this.#whole(key));
    if (object !== undefined) return object;
    throw new DrillError({
      code: "objects.missing",
      kind: "environment",
      message: `${this.#url(key)} is not there`,
      remedy: "none: a test took it away",
    });
  }

  #whole(key: string): string {
    return `${this.#prefix}${key}`;
  }

  #url(key: string): string {
    return `${root}${this.#whole(key)}`;
  }
}

const pieceBytes = 64 * 1024;

function* pieces(bytes: Buffer, cut: DrillError, limit = bytes.length): Generator<Buffer> {
  const end = Math.min(limit, bytes.length);
  for (let at = 0; at < end; at += pieceBytes) yield bytes.subarray(at, Math.min(at + pieceBytes, end));
  if (end < bytes.length) throw cut;
}

const broken = (url: string): DrillError =>
  new DrillError({
    code: "objects.unreachable",
    kind: "environment",
    message: `${url} could not be reached: a test broke the connection`,
    remedy: "none: a test did it",
  });

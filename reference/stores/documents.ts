import { type Collection, MongoClient, MongoServerError } from "mongodb";
import type { Reply } from "../../contract/envelope.ts";
import type { documentFields } from "../../contract/persistence.ts";
import type { Settings } from "../../contract/settings.ts";
import { Guard, policiesFrom } from "../resilience/guard.ts";
import type { ResilienceMetrics } from "../resilience/metrics.ts";
import { storePatience } from "./patience.ts";
import type { KeptReply, RemoteStore } from "./reply-store.ts";

interface ReplyDocument {
  [documentFields.id]: string;
  [documentFields.origin]: string;
  /** as text: not every server of the protocol takes arrays in arrays */
  [documentFields.reply]: string;
  [documentFields.createdAt]: Date;
}

/** Bounds on finding the server and on its answers, milliseconds. */
export interface DocumentWaits {
  findMs: number;
  answerMs: number;
}

const defaultWaits: DocumentWaits = { findMs: 1_000, answerMs: 2_000 };
const duplicateKey = 11_000;
const namespaceExists = 48;
/** What a server answers while it stops or changes its role. */
const outageCodes = new Set<unknown>([91, 189, 10_107, 11_600, 11_602, 13_435, 13_436]);

/** Replies in one collection of MongoDB, or of a server that speaks its protocol and knows no transactions. */
export class MongoReplies implements RemoteStore {
  readonly #client: MongoClient;
  readonly #collection: Collection<ReplyDocument>;
  readonly #database: string;
  readonly #guard: Guard;
  #opening: Promise<unknown> | undefined;

  constructor(
    settings: Settings,
    collection: string,
    metrics: ResilienceMetrics,
    { findMs, answerMs }: DocumentWaits = defaultWaits,
  ) {
    const { MONGO_HOST, MONGO_PORT, MONGO_USER, MONGO_PASSWORD, MONGO_DB } = settings;
    this.#client = new MongoClient(`mongodb://${MONGO_HOST}:${MONGO_PORT}/`, {
      directConnection: true,
      retryWrites: false,
      retryReads: false,
      maxPoolSize: 10,
      serverSelectionTimeoutMS: findMs,
      connectTimeoutMS: findMs,
      socketTimeoutMS: answerMs,
      waitQueueTimeoutMS: answerMs,
      ...(MONGO_USER === "" ? {} : { auth: { username: MONGO_USER, password: MONGO_PASSWORD }, authSource: "admin" }),
    });
    this.#database = MONGO_DB;
    this.#collection = this.#client.db(MONGO_DB).collection<ReplyDocument>(collection);
    const { breaker, retry } = policiesFrom(settings);
    const { attemptMs, totalMs } = storePatience(settings);
    this.#guard = new Guard(
      { service: "mongodb", kind: "dependency", breaker, retry, attemptMs, totalMs, isOutage },
      metrics,
    );
  }

  async keep({ id, origin, reply }: KeptReply): Promise<Reply> {
    return this.#guard.run(async () => {
      await this.#open();
      try {
        await this.#collection.insertOne({ _id: id, origin, reply: JSON.stringify(reply), created_at: new Date() });
        return reply;
      } catch (thrown) {
        if (!hasCode(thrown, duplicateKey)) throw thrown;
        return (await this.#select(id)) ?? reply;
      }
    });
  }

  async find(id: string): Promise<Reply | null> {
    return this.#guard.run(async () => {
      await this.#open();
      return this.#select(id);
    });
  }

  async prepare(): Promise<void> {
    await this.#open();
    try {
      await this.#client.db(this.#database).createCollection(this.#collection.collectionName);
    } catch (thrown) {
      if (!hasCode(thrown, namespaceExists)) throw thrown;
    }
  }

  async ping(): Promise<void> {
    await this.#open();
    await this.#client.db(this.#database).command({ ping: 1 });
  }

  async close(): Promise<void> {
    await this.#client.close();
  }

  /** A first connection that fails leaves the driver's client closed for good, unless it is closed as a whole. */
  async #open(): Promise<void> {
    const opening = (this.#opening ??= this.#client.connect());
    try {
      await opening;
    } catch (thrown) {
      if (this.#opening === opening) {
        this.#opening = undefined;
        await this.#client.close();
      }
      throw thrown;
    }
  }

  async #select(id: string): Promise<Reply | null> {
    const found = await this.#collection.findOne({ _id: id });
    return found === null ? null : (JSON.parse(found.reply) as Reply);
  }
}

const hasCode = (thrown: unknown, code: number) => thrown instanceof MongoServerError && thrown.code === code;

/** What the server did not say itself is a failure to reach it. */
function isOutage(thrown: unknown): boolean {
  return thrown instanceof MongoServerError ? outageCodes.has(thrown.code) : thrown instanceof Error;
}

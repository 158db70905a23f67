import { MongoClient } from "mongodb";
import type { PartContent, Store, StoreContents } from "../store.ts";
import { backUpDocuments } from "./back-up.ts";
import { digestOf } from "./bson-documents.ts";
import { listDefinitions, rawDocuments } from "./catalog.ts";
import { digestOfDefinitions, fullName, isView } from "./definition.ts";
import { findMark, setMark } from "./mark.ts";
import { restoreDocuments } from "./restore.ts";

/** A server of MongoDB's protocol. */
export interface DocumentServer {
  host: string;
  port: number;
  /** none = the server asks for no credentials */
  user?: string | undefined;
  password?: string | undefined;
  authSource?: "admin";
  /** that services use; others are taken along */
  database: string;
  kind: "mongodb" | "ferretdb";
}

/** On an answer, milliseconds: a batch of documents may be under way for a while. */
const answerMs = 30_000;
const connectMs = 10_000;

/** The document store of an environment. Connects with the first call. */
export function openDocumentStore(server: DocumentServer): Store & { close: () => Promise<void> } {
  const { database } = server;
  const client = connectionTo(server);
  return {
    name: "documents",
    backUp: (work) => backUpDocuments(client, server, work),
    restore: (record, work) => restoreDocuments(client, database, record, work),
    contents: (signal) => contentsOf(client, database, signal),
    occupied: (signal) => countContent(client, database, signal),
    empty: (signal) => dropAll(client, database, signal),
    findMark: () => findMark(client, database),
    mark: (mark) => setMark(client, database, mark),
    close: () => client.close(),
  };
}

function connectionTo({ host, port, user = "", password, authSource = "admin" }: DocumentServer): MongoClient {
  return new MongoClient(`mongodb://${host}:${port}/`, {
    directConnection: true,
    retryWrites: false,
    retryReads: false,
    maxPoolSize: 4,
    serverSelectionTimeoutMS: answerMs,
    connectTimeoutMS: connectMs,
    socketTimeoutMS: answerMs,
    waitQueueTimeoutMS: answerMs,
    ...(user === "" ? {} : { auth: { username: user, password: password ?? "" }, authSource }),
  });
}

async function contentsOf(client: MongoClient, database: string, signal: AbortSignal): Promise<StoreContents> {
  const definitions = await listDefinitions(client, database, signal);
  const parts: PartContent[] = [];
  for (const definition of definitions) {
    const content = await digestOf(rawDocuments(client, definition, signal), signal);
    parts.push({ name: fullName(definition), ...content });
  }
  return { schemaDigest: digestOfDefinitions(definitions), parts };
}

/** Collections without documents do not count: services make them when they start. */
async function countContent(client: MongoClient, database: string, signal: AbortSignal): Promise<string | null> {
  const definitions = await listDefinitions(client, database, signal);
  const counts: number[] = [];
  for (const each of definitions.filter((definition) => !isView(definition))) {
    counts.push(await client.db(each.database).collection(each.name).estimatedDocumentCount());
  }
  const filled = counts.filter((count) => count > 0);
  const documents = filled.reduce((sum, count) => sum + count, 0);
  return filled.length === 0 ? null : `${filled.length} collections, ${documents} documents`;
}

async function dropAll(client: MongoClient, database: string, signal: AbortSignal): Promise<void> {
  for (const definition of await listDefinitions(client, database, signal)) {
    signal.throwIfAborted();
    await client.db(definition.database).collection(definition.name).drop();
  }
}

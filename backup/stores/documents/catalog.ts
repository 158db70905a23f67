import type { CollectionInfo, Document, MongoClient } from "mongodb";
import { type Definition, fullName, isView } from "./definition.ts";
import { exactTypes } from "./faithful.ts";

/** Of the named database: it holds the mark of a restore, and no content. */
export const markCollection = "drill_restore";

const systemDatabases = new Set(["admin", "config", "local"]);
/** In one answer; not every server of the protocol ends an answer before it becomes too large. */
const documentsPerAnswer = 200;

/**
 * All collections of the named database and of others, by name. The server's own are left out, and the mark is.
 * @param database that holds the mark
 */
export async function listDefinitions(
  client: MongoClient,
  database: string,
  signal: AbortSignal,
): Promise<Definition[]> {
  const { databases } = await client.db("admin").admin().listDatabases({ nameOnly: true });
  const definitions: Definition[] = [];
  for (const { name } of databases) {
    if (!systemDatabases.has(name)) definitions.push(...(await definitionsIn(client, name, signal)));
  }
  const content = definitions.filter((each) => each.database !== database || each.name !== markCollection);
  return content.sort((one, other) => (fullName(one) < fullName(other) ? -1 : 1));
}

async function definitionsIn(client: MongoClient, database: string, signal: AbortSignal): Promise<Definition[]> {
  const db = client.db(database);
  const listed = await db.listCollections({}, { ...exactTypes, nameOnly: false }).toArray();
  const definitions: Definition[] = [];
  for (const info of listed.filter(({ name }) => !name.startsWith("system."))) {
    signal.throwIfAborted();
    const definition = described(info, database);
    const indexes = isView(definition) ? [] : await db.collection(info.name).listIndexes(exactTypes).toArray();
    definitions.push({ ...definition, indexes });
  }
  return definitions;
}

function described({ name, type, options, info }: CollectionInfo, database: string): Omit<Definition, "indexes"> {
  const uuid = info?.uuid?.toString("hex") ?? "";
  return { database, name, type: type ?? "collection", options: options ?? {}, uuid };
}

/** All that a collection holds, in BSON: parts of what the driver read into. A view holds nothing of its own. */
export async function* rawDocuments(
  client: MongoClient,
  definition: Definition,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  if (isView(definition)) return;
  const collection = client.db(definition.database).collection(definition.name);
  const found = collection.find({}, { raw: true, batchSize: documentsPerAnswer, signal });
  yield* found as unknown as AsyncIterable<Uint8Array>;
}

/** Version of the server, for people. */
export async function serverVersion(client: MongoClient, kind: "mongodb" | "ferretdb"): Promise<string> {
  const info = await client.db("admin").command({ buildInfo: 1 });
  return kind === "mongodb" ? `MongoDB ${info["version"]}` : `FerretDB ${ferretVersion(info)}`;
}

/** FerretDB gives MongoDB's version as its own, and the true one beside it, under one name or another. */
function ferretVersion(info: Document): string {
  const version: unknown = info["ferretdb"]?.version ?? info["ferretdbVersion"] ?? "of an unknown version";
  return String(version).replace(/^v/, "");
}

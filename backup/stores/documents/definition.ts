import { createHash } from "node:crypto";
import { BSON, type Document } from "mongodb";
import * as z from "zod";
import { damaged } from "../../seal/seal-errors.ts";
import { exactTypes } from "./faithful.ts";

const { deserialize, EJSON, serialize } = BSON;

/** A collection or a view as its server describes it; numbers and the like have the types of BSON. */
export interface Definition {
  database: string;
  name: string;
  /** "collection", "view", "timeseries" */
  type: string;
  /** as `create` takes them */
  options: Document;
  /** as `listIndexes` tells of them */
  indexes: Document[];
  /** in hex; "" where the server gives none */
  uuid: string;
}

export const isView = ({ type }: Pick<Definition, "type">): boolean => type === "view";

/** Name of a collection among all databases, as parts have it: no database has a dot in its name. */
export const fullName = ({ database, name }: Pick<Definition, "database" | "name">): string => `${database}.${name}`;

/**
 * What mongodump writes beside a collection. Extended JSON cannot tell an operator such as $regex from a value and puts
 * keys such as "1" first, so that `definition` has options and indexes once more, as BSON in base64.
 */
export function metadataText({ name, type, options, indexes, uuid }: Definition): string {
  const readable = EJSON.serialize({ options, indexes }, { relaxed: false });
  const definition = Buffer.from(serialize({ options, indexes })).toString("base64");
  return JSON.stringify({ ...readable, uuid, collectionName: name, type, definition });
}

const metadata = z.object({ uuid: z.string(), collectionName: z.string(), type: z.string(), definition: z.base64() });

/**
 * @param part name of the part that it belongs to
 * @param key of the object that it comes from
 * @throws DrillError backup.object-damaged
 */
export function parseMetadata(text: string, part: string, key: string): Definition {
  const [database = ""] = part.split(".", 1);
  const definition = parsed(text, database, key);
  if (fullName(definition) !== part) throw damaged(key, `it describes ${fullName(definition)} and not ${part}`);
  return definition;
}

function parsed(text: string, database: string, key: string): Definition {
  try {
    const { uuid, collectionName, type, definition } = metadata.parse(JSON.parse(text));
    const { options, indexes } = deserialize(Buffer.from(definition, "base64"), exactTypes);
    return { database, name: collectionName, type, options: options as Document, indexes: indexes as Document[], uuid };
  } catch {
    throw damaged(key, "it does not describe a collection");
  }
}

/** SHA-256 of definitions in hex: the same for stores that are set up alike, whichever version made them. */
export function digestOfDefinitions(definitions: readonly Definition[]): string {
  const lines = definitions.flatMap(linesOf).sort();
  return createHash("sha256").update(lines.join("\n")).digest("hex");
}

function linesOf(definition: Definition): string[] {
  const name = fullName(definition);
  const indexes = definition.indexes.map((index) => `index ${name} ${inOrder(index)}`);
  return [`${definition.type} ${name} ${inOrder(definition.options)}`, ...indexes];
}

/** What servers add of their own accord. */
const serversOwn = new Set(["v", "ns", "textIndexVersion", "2dsphereIndexVersion"]);

/** As text, with the outer keys in order: the order within an index's `key` means something. */
function inOrder(document: Document): string {
  const fields = Object.entries(document).filter(([name]) => !serversOwn.has(name));
  fields.sort(([one], [other]) => (one < other ? -1 : 1));
  return EJSON.stringify(Object.fromEntries(fields), { relaxed: true });
}

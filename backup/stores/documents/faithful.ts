import { BSON, type Document } from "mongodb";
import { DrillError } from "../../../common/errors.ts";

const { BSONType, Code, deserialize, EJSON, onDemand, serialize } = BSON;

/** Keeps the types that values have in BSON, where JavaScript has fewer. */
export const exactTypes = {
  promoteValues: false,
  promoteBuffers: false,
  promoteLongs: false,
  bsonRegExp: true,
} as const;

/** As the driver writes documents. */
const asWritten = { ignoreUndefined: false } as const;

type Element = BSON.OnDemand["BSONElement"];

/**
 * A document that the driver writes byte for byte as it was read. Objects do for nearly all; keys such as "1", which
 * objects put first, need maps, which keep the order.
 * @param collection that it belongs to, for errors
 * @throws DrillError backup.documents-bson where the driver has no value that it would write so
 */
export function insertable(raw: Buffer, collection: string): Document {
  const document = readBack(raw, asObject) ?? readBack(raw, asMap);
  if (document !== undefined) return document;
  throw new DrillError({
    code: "backup.documents-bson",
    kind: "environment",
    message: `${collection}: the document with _id ${idOf(raw)} cannot be written as it was read`,
    remedy: "look in it for a key that comes twice, text that is not UTF-8, or a deprecated type",
  });
}

/** @returns undefined where the driver would write something else than was read */
function readBack(raw: Buffer, read: (raw: Buffer) => Document): Document | undefined {
  try {
    const document = read(raw);
    return raw.equals(serialize(document, asWritten)) ? document : undefined;
  } catch {
    return undefined;
  }
}

const asObject = (raw: Buffer): Document => deserialize(raw, exactTypes);
const asMap = (raw: Buffer): Document => mapAt(raw, 0);

function mapAt(raw: Buffer, start: number): Map<string, unknown> {
  const elements = [...onDemand.parseToElements(raw, start)];
  return new Map(elements.map((element) => [nameOf(raw, element), valueOf(raw, element)]));
}

const nameOf = (raw: Buffer, [, offset, length]: Element): string => raw.toString("utf8", offset, offset + length);

function valueOf(raw: Buffer, [type, , , offset, length]: Element): unknown {
  switch (type) {
    case BSONType.object:
      return mapAt(raw, offset);
    case BSONType.array:
      return [...onDemand.parseToElements(raw, offset)].map((element) => valueOf(raw, element));
    case BSONType.javascriptWithScope: {
      // Length of the whole, length of the code, the code with a closing zero, the scope.
      const code = offset + 8;
      const scope = code + raw.readInt32LE(offset + 4);
      return new Code(raw.toString("utf8", code, scope - 1), mapAt(raw, scope));
    }
    default:
      return valueAlone(type, raw.subarray(offset, offset + length));
  }
}

/** Reads a value as the only one of a document, under an empty name. */
function valueAlone(type: number, value: Buffer): unknown {
  const document = Buffer.concat([Buffer.alloc(4), Buffer.from([type, 0]), value, Buffer.alloc(1)]);
  document.writeInt32LE(document.length);
  return deserialize(document, exactTypes)[""];
}

function idOf(raw: Buffer): string {
  try {
    const element = [...onDemand.parseToElements(raw)].find((each) => nameOf(raw, each) === "_id");
    return element === undefined ? "(none)" : EJSON.stringify(valueOf(raw, element));
  } catch {
    return "(unreadable)";
  }
}

import { createHash } from "node:crypto";
import {
  Binary,
  BSONRegExp,
  Code,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
  UUID,
} from "mongodb";
import { documentFields } from "../../../contract/persistence.ts";
import { seedEpochSeconds, seedOrigin, seedPrefixes } from "./names.ts";

export interface SeedDocument {
  _id: string | ObjectId | Int32 | Long;
  [field: string]: unknown;
}

/** Which types of values the store takes: `common` = what a stand-in for MongoDB takes as well. */
export type ValueTypes = "all" | "common";

/** A document as the agents keep them. @param prefix of its id */
export function keptDocument(prefix: string, n: number): SeedDocument {
  const id = prefix + n;
  const output = { text: hashOf(`text ${id}`).repeat(4), title: `Título ${n} ✓` };
  const reply = { id, ts: seedEpochSeconds + n, agent: "osteon", ok: true, output, state_hash: hashOf(id) };
  return {
    [documentFields.id]: id,
    [documentFields.origin]: seedOrigin,
    [documentFields.reply]: JSON.stringify({ ...reply, api_version: "v1" }),
    [documentFields.createdAt]: dateOf(n),
  };
}

/** A document that is hard to copy: every type of value, the order of its fields, and ids of several types. */
export function mixedDocument(n: number, types: ValueTypes): SeedDocument {
  const hash = createHash("sha256").update(`mixed ${n}`).digest();
  return {
    _id: mixedId(n),
    double: new Double(n / 8),
    // As a number of its own it would become an integer on the way.
    wholeDouble: new Double(n),
    int: new Int32(-n),
    long: Long.fromNumber(2 ** 40 + n),
    text: `Übersicht ${n}: "quoted", \\ and\ttab`,
    empty: "",
    yes: n % 2 === 0,
    nothing: null,
    date: dateOf(n),
    timestamp: new Timestamp({ t: seedEpochSeconds, i: n + 1 }),
    objectId: objectIdOf(n),
    bytes: new Binary(hash),
    uuid: new UUID(hash.subarray(0, 16)),
    ownBytes: new Binary(hash.subarray(0, 5), 0x80),
    pattern: new BSONRegExp("^seed.*[0-9]$", "i"),
    list: [new Int32(n), "two", { three: null }],
    emptyList: [],
    inner: { b: new Int32(1), a: { z: "last first" }, none: {} },
    // An object of JavaScript would put keys that read like integers first, in the order of their numbers.
    ordered: new Map<string, unknown>([
      ["b", "first"],
      ["10", "second"],
      ["9", "third"],
      ["a", new Map([["1", "inner"]])],
    ]),
    ...(types === "all" ? rareValues(n) : {}),
  };
}

function rareValues(n: number): Record<string, unknown> {
  return {
    decimal: Decimal128.fromString(`${n}.50`),
    least: new MinKey(),
    most: new MaxKey(),
    code: new Code("function () { return 1; }"),
    notANumber: new Double(Number.NaN),
    infinite: new Double(Number.NEGATIVE_INFINITY),
    negativeZero: new Double(-0),
    nestedList: [[new Int32(1)], [[]]],
    "a.b": "a dot within",
  };
}

function mixedId(n: number): SeedDocument["_id"] {
  switch (n % 4) {
    case 0:
      return objectIdOf(n);
    case 1:
      return new Int32(n);
    case 2:
      return Long.fromNumber(2 ** 33 + n);
    default:
      return seedPrefixes.mixed + n;
  }
}

const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex");
const objectIdOf = (n: number) => new ObjectId(hashOf(`object ${n}`).slice(0, 24));
const dateOf = (n: number) => new Date((seedEpochSeconds + n) * 1_000 + (n % 1_000));

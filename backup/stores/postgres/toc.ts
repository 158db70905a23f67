import { unreadable } from "./errors.ts";
import type { QualifiedName } from "./names.ts";
import { TocReader } from "./toc-reader.ts";

/** File of the table of contents in a dump of pg_dump's directory format. */
export const tocFile = "toc.dat";

/** An entry of the table of contents, as far as it matters here. */
export interface TocEntry extends QualifiedName {
  /** "TABLE DATA", "SEQUENCE SET", ... */
  kind: string;
  /** SQL that makes it */
  definition: string;
  /** that holds its data, in the folder of the dump */
  file: string | null;
}

/** Data of a table. */
export interface TableData extends QualifiedName {
  file: string;
}

/** Where a sequence stands. */
export interface SequenceValue extends QualifiedName {
  last: string;
  isCalled: boolean;
}

/** Versions of the format, 1.x: of pg_dump 12 to 15, of 16, and from 17 on. */
const oldest = 14;
const withCompressionName = 15;
const withRelationKind = 16;

/** Reads `toc.dat`. @throws DrillError backup.archive-unreadable */
export function parseToc(bytes: Buffer): TocEntry[] {
  const reader = new TocReader(bytes);
  const minor = readHead(reader);
  const count = reader.int();
  const entries: TocEntry[] = [];
  for (let left = count; left > 0; left -= 1) entries.push(readEntry(reader, minor));
  return entries;
}

export function tableDataOf(entries: readonly TocEntry[]): TableData[] {
  return entries.flatMap(({ kind, schema, name, file }) =>
    kind === "TABLE DATA" && file !== null ? [{ schema, name, file }] : [],
  );
}

export function sequenceValuesOf(entries: readonly TocEntry[]): SequenceValue[] {
  return entries
    .filter(({ kind }) => kind === "SEQUENCE SET")
    .map(({ schema, name, definition }) => {
      const [, last, isCalled] = /, (-?\d+), (true|false)\);\s*$/.exec(definition) ?? [];
      if (last === undefined) throw unreadable(`the value of the sequence ${schema}.${name} is not known`);
      return { schema, name, last, isCalled: isCalled === "true" };
    });
}

/** @returns minor version of the format */
function readHead(reader: TocReader): number {
  if (reader.take(5).toString("latin1") !== "PGDMP") throw unreadable("its table of contents is none of pg_dump");
  const [major, minor] = [reader.byte(), reader.byte()];
  reader.byte(); // revision
  if (major !== 1 || minor < oldest || minor > withRelationKind) {
    throw unreadable(`its format ${major}.${minor} is not known`);
  }
  reader.intSize = reader.byte();
  if (reader.intSize < 1 || reader.intSize > 6) throw unreadable(`it has numbers of ${reader.intSize} bytes`);
  reader.take(2); // size of an offset, format
  if (minor >= withCompressionName) reader.byte();
  else reader.int();
  reader.skip("int", 7); // date
  reader.skip("text", 3); // database, version of the server and of pg_dump
  return minor;
}

function readEntry(reader: TocReader, minor: number): TocEntry {
  reader.skip("int", 2); // id, whether there is data
  reader.skip("text", 2); // ids in the catalog
  const name = reader.text() ?? "";
  const kind = reader.text() ?? "";
  reader.int(); // section
  const definition = reader.text() ?? "";
  reader.skip("text", 2); // statements that drop and that copy
  const schema = reader.text() ?? "";
  reader.skip("text", 2); // tablespace, access method
  if (minor >= withRelationKind) reader.int();
  reader.skip("text", 2); // owner, whether rows have ids
  while (reader.text() !== null); // what it depends on
  const file = reader.text() ?? "";
  return { kind, schema, name, definition, file: file === "" ? null : file };
}

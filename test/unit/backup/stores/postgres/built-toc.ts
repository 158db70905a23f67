/** An entry of a table of contents that is built for a test. */
export interface BuiltEntry {
  kind: string;
  schema: string | null;
  name: string;
  definition?: string;
  file?: string;
}

/** Bytes of a `toc.dat`, as pg_dump of PostgreSQL 15 (14), 16 (15) or 17 (16) writes it. */
export function builtToc(entries: readonly BuiltEntry[], minor = 14): Buffer {
  const head = [Buffer.from("PGDMP"), Buffer.from([1, minor, 0, 4, 8, 3])];
  const compression = minor >= 15 ? Buffer.from([0]) : int(0);
  const date = [int(7), int(30), int(12), int(1), int(11), int(125), int(-1)];
  const about = [text("biowerk"), text("15.14"), text("15.14")];
  const body = entries.map((entry, at) => builtEntry(entry, at + 1, minor));
  return Buffer.concat([...head, compression, ...date, ...about, int(entries.length), ...body]);
}

function builtEntry({ kind, schema, name, definition = "", file }: BuiltEntry, id: number, minor: number): Buffer {
  const copy = file === undefined ? null : `COPY ${name} FROM stdin;\n`;
  return Buffer.concat([
    int(id),
    int(file === undefined ? 0 : 1),
    ...[text("1259"), text("16391"), text(name), text(kind)],
    int(3),
    ...[text(definition), text(""), text(copy), text(schema), text(null), text("heap")],
    ...(minor >= 16 ? [int(114)] : []),
    ...[text("biowerk"), text("false")],
    ...[text("215"), text("216"), text(null)],
    text(file ?? ""),
  ]);
}

function int(value: number): Buffer {
  const bytes = Buffer.alloc(5);
  bytes.writeUInt8(value < 0 ? 1 : 0);
  bytes.writeUInt32LE(Math.abs(value), 1);
  return bytes;
}

function text(value: string | null): Buffer {
  return value === null ? int(-1) : Buffer.concat([int(Buffer.byteLength(value)), Buffer.from(value)]);
}

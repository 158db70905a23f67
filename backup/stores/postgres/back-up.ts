import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ObjectEntry, StorePart, StoreRecord } from "../../format/manifest.ts";
import type { StoreWork } from "../store.ts";
import { refuseLargeObjects, tablesOf, versionOf } from "./catalog.ts";
import { rowsOf, sequenceContent } from "./content.ts";
import { objectKey, readCounted } from "./dump-files.ts";
import { failureOf } from "./errors.ts";
import { inOrder } from "./in-order.ts";
import { markSchema, tablePart, type QualifiedName } from "./names.ts";
import { schemaDigestOf } from "./schema-digest.ts";
import { withScratch } from "./scratch.ts";
import type { PostgresServer } from "./server.ts";
import { withSnapshot } from "./snapshot.ts";
import { parseToc, sequenceValuesOf, tableDataOf, tocFile, type TableData } from "./toc.ts";
import { runTool } from "./tools.ts";

/** Where dumps lie for a moment, and how much is done at a time. */
export interface Workplace {
  /** has to hold a whole dump, uncompressed */
  scratchFolder: string;
  /** dumps, copies and restores of tables that go on side by side */
  jobs: number;
}

/**
 * Takes a database: the files of pg_dump, and beside them, from the same snapshot, a digest of the rows of each table
 * as the server itself gives them.
 */
export function backUpPostgres(server: PostgresServer, place: Workplace, work: StoreWork): Promise<StoreRecord> {
  return withSnapshot(server, work.signal, async ({ id, at, session }) => {
    await refuseLargeObjects(session);
    const tables = await tablesOf(session);
    const known = {
      store: "postgres",
      server: await versionOf(session),
      snapshotAt: at.toISOString(),
      snapshotPoint: `exported snapshot ${id}`,
      schemaDigest: await schemaDigestOf(session),
    } as const;
    const taken = await withScratch(place.scratchFolder, (scratch) => {
      const dump = { folder: join(scratch, "dump"), snapshotId: id, jobs: place.jobs };
      return takeDump(server, dump, tables, work);
    });
    return { ...known, ...taken };
  });
}

interface Dump {
  folder: string;
  snapshotId: string;
  jobs: number;
}

/** A file of a dump and the table that it holds all of; rows that an extension wants dumped are of none. */
interface DataFile {
  file: string;
  table: QualifiedName | undefined;
}

async function takeDump(
  server: PostgresServer,
  dump: Dump,
  tables: readonly QualifiedName[],
  { objects, progress, signal }: StoreWork,
): Promise<Pick<StoreRecord, "parts" | "objects">> {
  const put = (file: string, either: AbortSignal) =>
    objects.put(objectKey(file), readCounted(join(dump.folder, file), progress, either));
  const take = async ({ file, table }: DataFile, either: AbortSignal): Promise<Taken> => {
    const object = await put(file, either);
    if (table === undefined) return { object, parts: [] };
    const onRows = (items: number) => progress({ bytes: 0, items });
    const rows = await rowsOf(server, { snapshotId: dump.snapshotId, table, signal: either, onRows });
    return { object, parts: [{ name: tablePart(table), ...rows, objects: [object.key] }] };
  };

  await runTool(server, { tool: "pg_dump", args: dumpArguments(dump), signal });
  const toc = parseToc(await readFile(join(dump.folder, tocFile)));
  const files = filesOf(tableDataOf(toc), tables);
  const tocObject = await put(tocFile, signal);
  const taken = await inOrder(files, dump.jobs, signal, take);
  // From the dump, because a sequence goes on while the snapshot stands still: it is past all that the rows were given.
  const sequences = sequenceValuesOf(toc).map((each) => ({ ...sequenceContent(each), objects: [tocObject.key] }));
  return {
    parts: [...taken.flatMap(({ parts }) => parts), ...sequences],
    objects: [tocObject, ...taken.map(({ object }) => object)],
  };
}

interface Taken {
  object: ObjectEntry;
  parts: StorePart[];
}

const dumpArguments = ({ folder, snapshotId, jobs }: Dump): string[] => [
  "--format=directory",
  `--file=${folder}`,
  // The seal compresses.
  "--compress=0",
  `--jobs=${jobs}`,
  `--snapshot=${snapshotId}`,
  `--exclude-schema=${markSchema}`,
  "--no-sync",
  "--no-password",
];

/** @throws DrillError backup.postgres where a table has no file */
function filesOf(data: readonly TableData[], tables: readonly QualifiedName[]): DataFile[] {
  const left = new Map(tables.map((table) => [tablePart(table), table]));
  const files = data.map((each) => {
    const name = tablePart(each);
    const table = left.get(name);
    left.delete(name);
    return { file: each.file, table };
  });
  if (left.size > 0) throw failureOf("pg_dump", new Error(`left out ${[...left.keys()].join(", ")}`));
  return files;
}

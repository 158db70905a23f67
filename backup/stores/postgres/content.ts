import { MultisetDigest, type ContentDigest } from "../../format/digest.ts";
import type { PartContent, StoreContents } from "../store.ts";
import { sequencesOf, tablesOf } from "./catalog.ts";
import { digestCopy } from "./copy-digest.ts";
import { inOrder } from "./in-order.ts";
import { quoted, sequencePart, tablePart, type QualifiedName } from "./names.ts";
import { schemaDigestOf } from "./schema-digest.ts";
import type { PostgresServer } from "./server.ts";
import { withSnapshot } from "./snapshot.ts";
import type { SequenceValue } from "./toc.ts";
import { readTool } from "./tools.ts";

/** Rows of a table as a snapshot shows them. @param onRows see `digestCopy` */
export function rowsOf(
  server: PostgresServer,
  look: { snapshotId: string; table: QualifiedName; signal: AbortSignal; onRows?: (rows: number) => void },
): Promise<ContentDigest> {
  const { snapshotId, table, signal, onRows } = look;
  const commands = [
    "begin isolation level repeatable read read only",
    `set transaction snapshot '${snapshotId}'`,
    `copy ${quoted(table)} to stdout`,
  ];
  const args = ["--no-psqlrc", "--quiet", "--no-password", "--set=ON_ERROR_STOP=1"];
  const call = { tool: "psql", args: [...args, ...commands.map((each) => `--command=${each}`)], signal } as const;
  return readTool(server, call, (output) => digestCopy(output, false, onRows));
}

/** A sequence's value as a part. */
export function sequenceContent(sequence: SequenceValue): PartContent {
  const value = new MultisetDigest();
  value.add(sequence.last, String(sequence.isCalled));
  return { name: sequencePart(sequence), ...value.value };
}

/** All that a live database holds. @param width tables that are read at a time */
export function liveContents(server: PostgresServer, width: number, signal: AbortSignal): Promise<StoreContents> {
  return withSnapshot(server, signal, async ({ id: snapshotId, session }) => {
    const schemaDigest = await schemaDigestOf(session);
    const tables = await inOrder(await tablesOf(session), width, signal, async (table, either) => ({
      name: tablePart(table),
      ...(await rowsOf(server, { snapshotId, table, signal: either })),
    }));
    return { schemaDigest, parts: [...tables, ...(await sequencesOf(session)).map(sequenceContent)] };
  });
}

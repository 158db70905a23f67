import { addAbortSignal, type Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import type { StoreRecord } from "../../format/manifest.ts";
import type { ArchiveReader, PartContent } from "../store.ts";
import { sequenceContent } from "./content.ts";
import { digestCopy } from "./copy-digest.ts";
import { objectOf } from "./dump-files.ts";
import { sequencePart, tablePart } from "./names.ts";
import { parseToc, sequenceValuesOf, tableDataOf, tocFile } from "./toc.ts";

/**
 * Counts again what the files of a dump hold: a table's rows from the file where its table of contents says that they
 * are, and a sequence's value from the table of contents itself. A part that it does not know is left out.
 * @throws DrillError backup.archive-unreadable; what an object that is opened ends with
 */
export const readPostgresArchive: ArchiveReader = async (record, objects, signal) => {
  const open = async (file: string) => addAbortSignal(signal, await objects.open(objectOf(record, file)));
  const parts = await knownParts(open);
  return readParts(record, parts, signal);
};

type KnownParts = ReadonlyMap<string, () => Promise<PartContent>>;

/** How to read each part that the table of contents knows. @param open opens a file of the dump */
async function knownParts(open: (file: string) => Promise<Readable>): Promise<KnownParts> {
  const toc = parseToc(await buffer(await open(tocFile)));
  const parts = new Map<string, () => Promise<PartContent>>();
  for (const { file, ...table } of tableDataOf(toc)) {
    const name = tablePart(table);
    parts.set(name, async () => ({ name, ...(await digestCopy(await open(file), true)) }));
  }
  for (const sequence of sequenceValuesOf(toc)) {
    parts.set(sequencePart(sequence), async () => sequenceContent(sequence));
  }
  return parts;
}

async function readParts(record: StoreRecord, parts: KnownParts, signal: AbortSignal): Promise<PartContent[]> {
  const contents: PartContent[] = [];
  for (const { name } of record.parts) {
    signal.throwIfAborted();
    const content = await parts.get(name)?.();
    if (content !== undefined) contents.push(content);
  }
  return contents;
}

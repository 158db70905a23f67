import * as z from "zod";
import { storeNames } from "../../../backup/format/manifest.ts";
import type { Gap } from "../../evidence/evidence.ts";
import type { EvidenceWriter } from "../../evidence/evidence-writer.ts";
import { readJsonLines } from "../../evidence/json-lines.ts";

/** One write into one store, as whoever sent it knows it. Times are of the wall clock, milliseconds since 1970. */
export const writeEntry = z.strictObject({
  id: z.string().min(1),
  store: z.enum(storeNames),
  /** how it came there: as BIOwerk writes, or past it */
  via: z.enum(["mesh", "direct"]),
  startedAtMs: z.number().nonnegative(),
  endedAtMs: z.number().nonnegative(),
  /** "unknown" = it was neither acknowledged nor refused, so that it may be there or not */
  outcome: z.enum(["ok", "failed", "unknown"]),
});

export type WriteEntry = z.infer<typeof writeEntry>;
export type WriteOutcome = WriteEntry["outcome"];

/** What was written when, and what became of it. */
export interface WriteLedger {
  append: (entry: WriteEntry) => void;
  close: () => void;
}

/** Starts a ledger; the file must not exist. */
export function openWriteLedger(file: string, writer: Pick<EvidenceWriter, "openJsonLines">): WriteLedger {
  const lines = writer.openJsonLines(file);
  return {
    append: (entry) => lines.append(writeEntry.parse(entry), false),
    close: () => lines.close(),
  };
}

/**
 * Reads a ledger, finished or cut short; what was under way when it was cut short is not in it.
 * @throws DrillError "evidence.unreadable" for a finished line that is no entry
 */
export async function readWriteLedger(file: string): Promise<{ entries: WriteEntry[]; gaps: Gap[] }> {
  const { values, gaps } = await readJsonLines(file, writeEntry);
  return { entries: values, gaps };
}

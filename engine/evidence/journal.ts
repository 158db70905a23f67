import { readFile } from "node:fs/promises";
import type { EvidenceWriter } from "./evidence-writer.ts";
import type { Gap } from "./evidence.ts";
import { journalEvent } from "./events.ts";
import type { JournalEvent, NewEvent } from "./events.ts";
import { unreadable } from "./json-file.ts";

/** The append-only record of a run. */
export interface Journal {
  /** Stamps the event and hands its line to the kernel before returning, so that a killed process loses none. */
  append(event: NewEvent): void;
  close(): void;
}

/** Not flushed to the disk at once: probes write many of them, and no clean-up depends on one. */
const unflushed: ReadonlySet<JournalEvent["type"]> = new Set(["observation"]);

/**
 * Starts a journal; the file must not exist.
 * @param clock wall clock, milliseconds since the epoch
 */
export function openJournal(file: string, clock: () => number, writer: EvidenceWriter): Journal {
  const lines = writer.openJsonLines(file);
  let seq = 0;
  return {
    append(event) {
      const stamped = journalEvent.parse({ seq, atMs: clock(), ...event });
      lines.append(stamped, !unflushed.has(stamped.type));
      seq += 1;
    },
    close: () => lines.close(),
  };
}

/**
 * Reads a journal, finished or cut short.
 * @returns the events, and as gaps a torn last line and missing sequence numbers
 * @throws DrillError "evidence.unreadable" for a finished line that is no event, or numbers that do not rise
 */
export async function readJournal(file: string): Promise<{ events: JournalEvent[]; gaps: Gap[] }> {
  const lines = (
    await readFile(file, "utf8").catch((thrown: unknown) => Promise.reject(unreadable(file, thrown)))
  ).split("\n");
  const torn = lines.pop() ?? "";
  const events = lines.map((line, index) => parseLine(file, line, index + 1));
  const gaps = missingNumbers(file, events);
  if (torn !== "") gaps.push({ what: "journal.ndjson", reason: `line ${lines.length + 1} was cut off while written` });
  return { events, gaps };
}

function parseLine(file: string, line: string, number: number): JournalEvent {
  try {
    return journalEvent.parse(JSON.parse(line));
  } catch (thrown) {
    throw unreadable(`${file} line ${number}`, thrown);
  }
}

function missingNumbers(file: string, events: JournalEvent[]): Gap[] {
  const gaps: Gap[] = [];
  let expected = 0;
  for (const { seq } of events) {
    if (seq < expected) throw unreadable(file, new Error(`event ${seq} follows event ${expected - 1}`));
    if (seq > expected) gaps.push({ what: "journal.ndjson", reason: `events ${expected} to ${seq - 1} are missing` });
    expected = seq + 1;
  }
  return gaps;
}

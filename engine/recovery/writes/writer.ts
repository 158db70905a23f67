import { setTimeout as sleep } from "node:timers/promises";
import type { StoreName } from "../../../backup/format/manifest.ts";
import type { WriteEntry, WriteLedger, WriteOutcome } from "./write-ledger.ts";

/** Writes into one store. */
export interface StoreWriter {
  store: StoreName;
  via: WriteEntry["via"];
  /** writes something of this id; a rejection leaves unknown what became of it */
  write: (id: string, signal: AbortSignal) => Promise<WriteOutcome>;
}

export interface Writing {
  /** one of each store at most */
  writers: readonly StoreWriter[];
  ledger: Pick<WriteLedger, "append">;
  /** tells the ids of this writing from all others */
  prefix: string;
  /** ends it */
  signal: AbortSignal;
  /** writes per second into each store */
  perSecond?: number;
}

const usualRate = 4;
/** A store that falls silent is sent no more than this, until it answers or what was sent runs out of time. */
const mostUnderWay = 100;

/** What the ids of all writes into a store begin with. */
export const writeIdPrefix = (prefix: string, store: StoreName): string => `${prefix}-${store}-`;

/** Id of the n-th write into a store: they rise as text too. */
export const writeId = (prefix: string, store: StoreName, n: number): string =>
  writeIdPrefix(prefix, store) + String(n).padStart(6, "0");

/**
 * Writes into all stores at a steady rate, whatever becomes of the writes before, until the signal is aborted. What is
 * under way then is unknown, and what comes of it later is not waited for.
 * @throws where the ledger takes no more entries
 */
export async function writeUntilAborted(writing: Writing): Promise<void> {
  const stop = new AbortController();
  const signal = AbortSignal.any([writing.signal, stop.signal]);
  const all = writing.writers.map(async (writer) => {
    try {
      await keepWriting(writer, { ...writing, signal });
    } finally {
      // One that fails ends the others.
      stop.abort();
    }
  });
  await Promise.allSettled(all);
  await Promise.all(all);
}

async function keepWriting(writer: StoreWriter, { ledger, prefix, signal, perSecond }: Writing): Promise<void> {
  const { store, via } = writer;
  const everyMs = 1_000 / (perSecond ?? usualRate);
  const underWay = new Map<string, number>();
  const failures: unknown[] = [];
  const end = (id: string, outcome: WriteOutcome) => {
    const startedAtMs = underWay.get(id);
    if (startedAtMs === undefined) return;
    underWay.delete(id);
    ledger.append({ id, store, via, startedAtMs, endedAtMs: Date.now(), outcome });
  };
  const attempt = async (id: string) => {
    underWay.set(id, Date.now());
    const outcome = await outcomeOf(writer, id, signal);
    try {
      end(id, outcome);
    } catch (thrown) {
      failures.push(thrown);
    }
  };
  for (let n = 1; !signal.aborted && failures.length === 0; n += 1) {
    if (underWay.size < mostUnderWay) void attempt(writeId(prefix, store, n));
    await sleep(everyMs, undefined, { signal }).catch(() => undefined);
  }
  if (failures.length > 0) throw failures[0];
  for (const id of [...underWay.keys()]) end(id, "unknown");
}

async function outcomeOf({ write }: StoreWriter, id: string, signal: AbortSignal): Promise<WriteOutcome> {
  try {
    return await write(id, signal);
  } catch {
    return "unknown";
  }
}

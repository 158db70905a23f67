import { setTimeout as sleep } from "node:timers/promises";
import type { ObjectStore } from "../../../backup/objects/object-store.ts";
import { EvidenceWriter } from "../../evidence/evidence-writer.ts";
import type { ProbeContext } from "../../probes/probe.ts";
import { blobWriter } from "./blob-writer.ts";
import { meshWriters } from "./mesh-writers.ts";
import { openWriteLedger, readWriteLedger, type WriteEntry } from "./write-ledger.ts";
import { writeUntilAborted } from "./writer.ts";

/** Writes that go on beside whatever else a drill does. */
export interface RunningWrites {
  /** what the ids of all of them begin with */
  prefix: string;
  /** lets some time pass, milliseconds. @throws what the writing failed of */
  during: (ms: number) => Promise<void>;
  /** ends them, and tells what was written */
  stop: () => Promise<WriteEntry[]>;
}

/**
 * Begins to write into every store, each by the way that it is written to in earnest, until it is told to stop.
 * @param options.file where each write is noted as soon as it is known what became of it; must not exist
 */
export function startWrites(
  context: ProbeContext,
  options: { blobs: Pick<ObjectStore, "put">; file: string },
): RunningWrites {
  const ended = new AbortController();
  const prefix = `${context.runId}-w`;
  const ledger = openWriteLedger(options.file, new EvidenceWriter());
  const signal = AbortSignal.any([context.signal, ended.signal]);
  const writers = [...meshWriters(context), blobWriter(options.blobs)];
  const writing = writeUntilAborted({ writers, ledger, prefix, signal }).finally(() => ledger.close());
  // Awaited by whoever stops it; until then its failure is nobody's.
  writing.catch(() => undefined);
  return {
    prefix,
    during: async (ms) => {
      const failed = writing.then(() => Promise.reject(new Error("the writes ended by themselves")));
      await Promise.race([sleep(ms, undefined, { signal: context.signal }), failed]);
    },
    stop: async () => {
      ended.abort();
      await writing;
      return (await readWriteLedger(options.file)).entries;
    },
  };
}

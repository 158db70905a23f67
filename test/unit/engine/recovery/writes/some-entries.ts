import type { WriteEntry } from "../../../../../engine/recovery/writes/write-ledger.ts";

/** A write that was acknowledged, where nothing else is said. */
export const entryOf = (id: string, change: Partial<WriteEntry> = {}): WriteEntry => ({
  id,
  store: "postgres",
  via: "mesh",
  startedAtMs: 100,
  endedAtMs: 110,
  outcome: "ok",
  ...change,
});

import type { StoreName } from "../../../backup/format/manifest.ts";
import type { WriteEntry } from "./write-ledger.ts";

/** What is known of a restored store. Times are of the wall clock, milliseconds since 1970. */
export interface RestoredStore {
  store: StoreName;
  /** what was acknowledged by then must be there */
  snapshotAtMs: number;
  /** ids of writes that are there */
  present: Iterable<string>;
}

/** What a disaster took from one store. Ids are in the order in which they were acknowledged, or sent. */
export interface StoreLosses {
  store: StoreName;
  /** how many writes were */
  acknowledged: number;
  /** acknowledged and not there */
  lost: string[];
  /** those of the lost that the snapshot should hold: there must be none */
  lostBeforeSnapshot: string[];
  /** there, and never sent: there must be none */
  unexpected: string[];
  /** there although nobody was told so */
  recovered: string[];
  /** from the newest acknowledged write that is there to the disaster, or from the snapshot where there is none */
  rpoMs: number;
}

/** What each store lost between its own snapshot and the disaster. @param disasterAtMs milliseconds since 1970 */
export function lossesOf(
  entries: readonly WriteEntry[],
  stores: readonly RestoredStore[],
  disasterAtMs: number,
): StoreLosses[] {
  return stores.map((each) => {
    const own = entries.filter(({ store }) => store === each.store);
    return lossesOfStore(own, each, disasterAtMs);
  });
}

function lossesOfStore(
  entries: readonly WriteEntry[],
  { store, snapshotAtMs, present }: RestoredStore,
  disasterAtMs: number,
): StoreLosses {
  const there = new Set(present);
  const tried = new Set(entries.map(({ id }) => id));
  const acknowledged = entries.filter(({ outcome }) => outcome === "ok").sort((a, b) => a.endedAtMs - b.endedAtMs);
  const lost = acknowledged.filter(({ id }) => !there.has(id));
  const newest = acknowledged.findLast(({ id }) => there.has(id));
  return {
    store,
    acknowledged: acknowledged.length,
    lost: idsOf(lost),
    // One that ended later may have come to the store after the snapshot, or before it: either is right.
    lostBeforeSnapshot: idsOf(lost.filter(({ endedAtMs }) => endedAtMs < snapshotAtMs)),
    unexpected: [...there].filter((id) => !tried.has(id)).sort(),
    recovered: idsOf(entries.filter(({ id, outcome }) => outcome !== "ok" && there.has(id))),
    rpoMs: Math.max(0, disasterAtMs - (newest?.endedAtMs ?? snapshotAtMs)),
  };
}

const idsOf = (entries: readonly WriteEntry[]) => entries.map(({ id }) => id);

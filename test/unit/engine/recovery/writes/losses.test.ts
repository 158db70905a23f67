import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lossesOf, type StoreLosses } from "../../../../../engine/recovery/writes/losses.ts";
import type { WriteEntry } from "../../../../../engine/recovery/writes/write-ledger.ts";
import { entryOf } from "./some-entries.ts";

const disasterAtMs = 2_000;

function lossesIn(entries: WriteEntry[], snapshotAtMs: number, present: string[]): StoreLosses {
  const [losses] = lossesOf(entries, [{ store: "postgres", snapshotAtMs, present }], disasterAtMs);
  if (losses === undefined) throw new Error("no losses of a store that was asked for");
  return losses;
}

describe("lossesOf", () => {
  const entries = [
    entryOf("a", { startedAtMs: 100, endedAtMs: 110 }),
    entryOf("failed", { startedAtMs: 120, endedAtMs: 130, outcome: "failed" }),
    entryOf("unknown", { startedAtMs: 140, endedAtMs: 150, outcome: "unknown" }),
    entryOf("b", { startedAtMs: 190, endedAtMs: 210 }),
    entryOf("c", { startedAtMs: 300, endedAtMs: 310 }),
  ];

  it("counts what was acknowledged and is not there", () => {
    expect(lossesIn(entries, 200, ["a"])).toEqual({
      store: "postgres",
      acknowledged: 3,
      lost: ["b", "c"],
      lostBeforeSnapshot: [],
      unexpected: [],
      recovered: [],
      rpoMs: 1_890,
    });
  });

  it("lets a write that the snapshot fell into be there or not", () => {
    expect(lossesIn(entries, 200, ["a", "b"])).toMatchObject({ lost: ["c"], lostBeforeSnapshot: [], rpoMs: 1_790 });
    expect(lossesIn(entries, 210, ["a"]).lostBeforeSnapshot).toEqual([]);
  });

  it("tells what the snapshot should hold from what came after it", () => {
    expect(lossesIn(entries, 211, ["c"])).toMatchObject({ lost: ["a", "b"], lostBeforeSnapshot: ["a", "b"] });
  });

  it("takes what was not acknowledged and is there as recovered, and what was never sent as unexpected", () => {
    expect(lossesIn(entries, 200, ["a", "failed", "unknown", "stranger"])).toMatchObject({
      recovered: ["failed", "unknown"],
      unexpected: ["stranger"],
    });
  });

  it("counts from the snapshot where no acknowledged write is there", () => {
    expect(lossesIn(entries, 90, ["unknown"]).rpoMs).toBe(1_910);
    expect(lossesIn([], 200, []).rpoMs).toBe(1_800);
  });

  it("keeps stores apart, each with its own snapshot", () => {
    const mixed = [entryOf("p", { endedAtMs: 150 }), entryOf("r", { store: "redis", endedAtMs: 150 })];
    const losses = lossesOf(
      mixed,
      [
        { store: "postgres", snapshotAtMs: 200, present: [] },
        { store: "redis", snapshotAtMs: 100, present: [] },
      ],
      disasterAtMs,
    );
    expect(losses.map(({ store, lostBeforeSnapshot }) => [store, lostBeforeSnapshot])).toEqual([
      ["postgres", ["p"]],
      ["redis", []],
    ]);
  });
});

/** A write, and when it came into the store, somewhere between its start and its end; null = it never did. */
interface Happened {
  entry: WriteEntry;
  appliedAtMs: number | null;
}

const happened = fc
  .record({
    startedAtMs: fc.integer({ min: 0, max: 1_000 }),
    tookMs: fc.integer({ min: 0, max: 100 }),
    appliedPart: fc.integer({ min: 0, max: 100 }),
    outcome: fc.constantFrom("ok" as const, "failed" as const, "unknown" as const),
    applied: fc.boolean(),
  })
  .map(({ startedAtMs, tookMs, appliedPart, outcome, applied }) => {
    const appliedAtMs = startedAtMs + (tookMs * appliedPart) / 100;
    const change = { startedAtMs, endedAtMs: startedAtMs + tookMs, outcome };
    return { change, appliedAtMs: outcome === "ok" || applied ? appliedAtMs : null };
  });

const named = (all: readonly { change: Partial<WriteEntry>; appliedAtMs: number | null }[]): Happened[] =>
  all.map(({ change, appliedAtMs }, n) => ({ entry: entryOf(`w${n}`, change), appliedAtMs }));

const story = fc.record({
  snapshotAtMs: fc.integer({ min: 0, max: 1_100 }),
  writes: fc.array(happened, { maxLength: 40 }).map(named),
});

/** What a backup holds that took everything at one point in time. */
const takenAt = (snapshotAtMs: number, writes: readonly Happened[]) =>
  writes.filter(({ appliedAtMs }) => appliedAtMs !== null && appliedAtMs < snapshotAtMs).map(({ entry }) => entry.id);

describe("losses of a backup that is right", () => {
  it("are all later than the snapshot, and nothing is unexpected", () => {
    fc.assert(
      fc.property(story, ({ snapshotAtMs, writes }) => {
        const entries = writes.map(({ entry }) => entry);
        const present = takenAt(snapshotAtMs, writes);
        const losses = lossesIn(entries, snapshotAtMs, present);
        expect(losses).toMatchObject({ lostBeforeSnapshot: [], unexpected: [] });
        const ended = new Map(entries.map(({ id, endedAtMs }) => [id, endedAtMs]));
        for (const id of losses.lost) expect(ended.get(id)).toBeGreaterThanOrEqual(snapshotAtMs);
        const kept = losses.acknowledged - losses.lost.length;
        expect(kept + losses.recovered.length).toBe(present.length);
      }),
    );
  });

  it("reach back to the newest acknowledged write that is there", () => {
    fc.assert(
      fc.property(story, ({ snapshotAtMs, writes }) => {
        const present = takenAt(snapshotAtMs, writes);
        const kept = writes.filter(({ entry }) => entry.outcome === "ok" && present.includes(entry.id));
        const newest = kept.length === 0 ? snapshotAtMs : Math.max(...kept.map(({ entry }) => entry.endedAtMs));
        const entries = writes.map(({ entry }) => entry);
        expect(lossesIn(entries, snapshotAtMs, present).rpoMs).toBe(disasterAtMs - newest);
      }),
    );
  });
});

describe("a backup that lacks writes of before its snapshot", () => {
  it("is told by exactly these", () => {
    fc.assert(
      fc.property(story, fc.integer({ min: 1, max: 5 }), ({ snapshotAtMs, writes }, every) => {
        const due = writes.filter(({ entry }) => entry.outcome === "ok" && entry.endedAtMs < snapshotAtMs);
        const dropped = due.filter((_, n) => n % every === 0).map(({ entry }) => entry.id);
        const present = takenAt(snapshotAtMs, writes).filter((id) => !dropped.includes(id));
        const entries = writes.map(({ entry }) => entry);
        const { lost, lostBeforeSnapshot } = lossesIn(entries, snapshotAtMs, present);
        expect([...lostBeforeSnapshot].sort()).toEqual([...dropped].sort());
        expect(lost).toEqual(expect.arrayContaining(dropped));
      }),
    );
  });
});

import { describe, expect, it } from "vitest";
import { storeNames } from "../../../../backup/format/manifest.ts";
import { observeLosses } from "../../../../drills/restore/losses.ts";
import { recoveryTargets } from "../../../../drills/restore/objectives.ts";
import { Recovery } from "../../../../drills/restore/recovery.ts";
import { MemoryStore } from "../../../helpers/memory-store.ts";
import { filledStores, take } from "../../backup/played-backup.ts";
import { entryOf } from "../../engine/recovery/writes/some-entries.ts";
import { playedGround, playedSession } from "./played-session.ts";

const manifest = await take(new MemoryStore(), filledStores());
const snapshotAtMs = Math.max(...manifest.stores.map(({ snapshotAt }) => Date.parse(snapshotAt)));

const restorable = {
  ground: playedGround(),
  keys: { identity: "", trustedKeys: [] },
  backupPrefix: "r1/backup/",
  blobsPrefix: "r1/blobs-restored/",
};

/** Each store got a write before the snapshot and one after it. */
const entries = storeNames.flatMap((store) => [
  entryOf(`${store}-1`, { store, startedAtMs: 1, endedAtMs: Date.parse(manifest.startedAt) - 1_000 }),
  entryOf(`${store}-2`, { store, startedAtMs: 1, endedAtMs: snapshotAtMs + 1_000 }),
]);

/** @param present those writes that are there, by store; the first one where nothing is said */
async function observed(present: Partial<Record<(typeof storeNames)[number], string[]>>, disasterAtMs: number) {
  const recovery = new Recovery();
  recovery.manifest = manifest;
  const first = Object.fromEntries(storeNames.map((store) => [store, [`${store}-1`]]));
  const { session, seen } = playedSession({ answers: [{ ...first, ...present }] });
  await observeLosses(session, restorable, { prefix: "p", entries, disasterAtMs }, recovery);
  return { seen, losses: recovery.losses };
}

const soon = snapshotAtMs + 2_000;

describe("what a disaster took", () => {
  it("is judged for each store by itself", async () => {
    const { seen, losses } = await observed({}, soon);
    expect([...seen.keys()]).toEqual(storeNames.map((store) => `losses.${store}`));
    expect([...seen.values()].flat().every(({ ok }) => ok === true)).toBe(true);
    expect(losses.map(({ store, lost }) => [store, lost])).toEqual(storeNames.map((store) => [store, [`${store}-2`]]));
  });

  it("is more than may be where a write is gone that the snapshot must hold", async () => {
    const { seen } = await observed({ redis: ["redis-2"] }, soon);
    expect(seen.get("losses.redis")).toMatchObject([{ ok: false, detail: expect.stringContaining("redis-1") }]);
    expect(seen.get("losses.postgres")).toMatchObject([{ ok: true }]);
  });

  it("is more than may be where the last write that is there is older than the RPO", async () => {
    const { seen } = await observed({}, Date.parse(manifest.startedAt) - 999 + recoveryTargets.rpoMs);
    expect(seen.get("losses.blobs")).toMatchObject([{ ok: false, detail: expect.stringMatching(/^beyond the RPO: /) }]);
  });

  it("is not more than may be where it is just as old as the RPO", async () => {
    const { seen } = await observed({}, Date.parse(manifest.startedAt) - 1_000 + recoveryTargets.rpoMs);
    expect(seen.get("losses.blobs")).toMatchObject([{ ok: true }]);
  });
});

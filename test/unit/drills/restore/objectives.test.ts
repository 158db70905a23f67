import { beforeAll, describe, expect, it } from "vitest";
import { storeNames } from "../../../../backup/format/manifest.ts";
import { conclude } from "../../../../drills/restore/conclude.ts";
import { fromBackup } from "../../../../drills/restore/from-backup.ts";
import { observeLosses } from "../../../../drills/restore/losses.ts";
import { holds } from "../../../../drills/restore/objectives.ts";
import { restore } from "../../../../drills/restore/restore.ts";
import { sourceHalf } from "../../../../drills/restore/source-half.ts";
import type { DrillProgram } from "../../../../engine/session.ts";
import { temporaryFolder } from "../../engine/evidence/temporary-folder.ts";
import { groundWithBackup, options, playTarget, recoveryOf, restorable } from "./played-recovery.ts";
import { playedSession } from "./played-session.ts";

let backup: Awaited<ReturnType<typeof groundWithBackup>>;
beforeAll(async () => {
  backup = await groundWithBackup();
});

const rehearsal = restore(options);
/** Names of the probes that the objectives of a drill go by. */
const probesOf = ({ objectives }: DrillProgram) =>
  new Set(objectives.flatMap((each) => (each.kind === "probe" ? [each.probe] : [])));

const aBackup = () => ({
  place: { url: "s3://bucket/1/", connection: { region: "us-east-1" } },
  keys: { identity: "", trustedKeys: [] },
  recovery: recoveryOf(backup.manifest),
  intoNonEmpty: false,
});

/** Names of all probes by which either drill looks, from the disaster on. */
async function observedInTarget(): Promise<Set<string>> {
  const { seen, recovery } = await playTarget(backup);
  const concluding = playedSession({ folder: await temporaryFolder() });
  await conclude(concluding.session, restorable(backup.ground), recovery);
  return new Set([...seen.keys(), ...concluding.seen.keys()]);
}

/** Those by which the rehearsal alone looks. */
async function observedInRehearsal(): Promise<Set<string>> {
  const present = Object.fromEntries(storeNames.map((store) => [store, []]));
  const lossy = playedSession({ answers: [present] });
  const written = { prefix: "p", entries: [], disasterAtMs: Date.now() };
  await observeLosses(lossy.session, restorable(backup.ground), written, recoveryOf(backup.manifest));
  // It has no ground, so that it ends where it would go on with the writes; by then it has looked for the source.
  const program = restore(options);
  const looking = playedSession({ looks: () => false });
  await program.act(looking.session).catch(() => undefined);
  await program.rebuilt?.act(looking.session).catch(() => undefined);
  return new Set([...lossy.seen.keys(), ...looking.seen.keys()]);
}

describe("the objectives of a recovery", () => {
  it("have names of their own", () => {
    for (const { objectives } of [rehearsal, fromBackup(options, aBackup())]) {
      const ids = objectives.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  it("go by probes that look, and no probe looks in vain", async () => {
    const inTarget = await observedInTarget();
    expect(probesOf(fromBackup(options, aBackup()))).toEqual(inTarget);
    expect(probesOf(rehearsal)).toEqual(new Set([...inTarget, ...(await observedInRehearsal())]));
  });

  it("judge the load that the drill runs, and each of its routes", () => {
    const [load] = rehearsal.loads;
    const judged = rehearsal.objectives.flatMap((each) => ("load" in each ? [each.load] : []));
    expect(new Set(judged)).toEqual(new Set([load?.name]));
    const routes = rehearsal.objectives.flatMap((each) => ("endpoint" in each ? [each.endpoint] : []));
    expect(new Set(routes)).toEqual(new Set(["*", ...(load?.endpoints.map(({ name }) => name) ?? [])]));
  });

  it("demand of a store that it is equal only where the backup holds it", () => {
    for (const store of storeNames) {
      const objective = rehearsal.objectives.find(({ id }) => id === `equal.${store}`);
      expect(objective?.needs).toEqual([holds(store)]);
    }
  });

  it("say what to do where they are missed", () => {
    for (const { title, remedy } of rehearsal.objectives) expect(`${title}: ${remedy}`).toMatch(/^.{5,}: .{5,}$/);
  });
});

describe("the first half of the rehearsal", () => {
  it("looks with the gate's probes alone, seeds, and has the backup taken amid the writes", async () => {
    const during: number[] = [];
    const writes = { during: async (ms: number) => void during.push(ms) };
    const { session, seen, done } = playedSession({ looks: () => false, answers: [undefined, writes, undefined] });
    const source = {
      ...{ ...restorable(backup.ground), sourceBlobsPrefix: "r1/blobs/", scale: 0.01 },
      keys: { ...restorable().keys, recipient: "", signingKey: "" },
      stack: { name: "restore", config: {} },
    };
    const recovery = recoveryOf(backup.manifest, { manifest: undefined });
    expect(await sourceHalf(session, source, recovery)).toBe(writes);
    expect([...seen.keys()].filter((name) => !probesOf(rehearsal).has(name))).toEqual([]);
    expect(done.filter((each) => each.startsWith("phase"))).toEqual(["phase gate", "phase seed", "phase backup"]);
    expect(during).toHaveLength(2);
    expect(recovery.taken).toEqual(backup.manifest);
  });
});

describe("the rehearsal", () => {
  it("says what differs from its own defaults", () => {
    expect(rehearsal.changedDefaults).toEqual([]);
    const changed = restore({ ...options, backups: { scale: 0.01, damage: "bit-flip" } });
    expect(changed.changedDefaults).toEqual([
      "scale of the data: 0.01 instead of 1",
      "the backup is damaged on purpose: bit-flip",
    ]);
  });

  it("does nothing without its ground", async () => {
    await expect(rehearsal.act(playedSession().session)).rejects.toThrow("has no ground");
  });
});

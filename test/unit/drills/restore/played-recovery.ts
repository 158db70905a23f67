import type { Manifest } from "../../../../backup/format/manifest.ts";
import { Recovery } from "../../../../drills/restore/recovery.ts";
import { recoveryLoad } from "../../../../drills/restore/recovery-load.ts";
import { type Target, targetHalf } from "../../../../drills/restore/target-half.ts";
import { settings } from "../../../../contract/settings.ts";
import { DrillAborted } from "../../../../engine/session.ts";
import { filledStores, identity, signingKey, someFacts, take } from "../../backup/played-backup.ts";
import { PlayedJobs } from "../../engine/backup/played-jobs.ts";
import { someConfiguration } from "../../engine/backup/some-configuration.ts";
import { playedGround, playedSession } from "./played-session.ts";

export const options = {
  runId: "r1",
  stack: "restore",
  limiter: null,
  settings: settings.parse({}),
  injectFaults: true,
};

export const restorable = (ground = playedGround()) => ({
  ground,
  keys: { identity, trustedKeys: [signingKey.publicKey] },
  backupPrefix: "r1/backup/",
  blobsPrefix: "r1/blobs-restored/",
});

/** A backup of filled stores, taken into a ground. */
export async function groundWithBackup() {
  const ground = playedGround();
  const facts = someFacts({ id: "r1", configuration: someConfiguration({ stack: { replicas: "1" } }) });
  const manifest = await take(ground.root.below("r1/backup/"), filledStores(), { facts });
  return { ground, manifest };
}

/** A recovery of which the backup has been looked at. */
export function recoveryOf(manifest: Manifest, changed: Partial<Recovery> = {}): Recovery {
  return Object.assign(new Recovery(), { manifest, declaredAtMs: Date.now() }, changed);
}

/** A cluster whose jobs end well. */
export function goodJobs({ stores, id }: Manifest): PlayedJobs {
  const cluster = new PlayedJobs();
  const restored = stores.map(({ store }, at) => ({
    ...{ store, outcome: "restored", startedAtMs: 1_000 * at, endedAtMs: 1_000 * at + 500, overwrote: null },
  }));
  cluster.results.set("drill-restore", { id, stores: restored });
  cluster.results.set("drill-compare", { id, differences: [] });
  cluster.results.set("drill-finish", { id });
  return cluster;
}

/** Only these look: what they see is known without a target. */
const known = /^(secrets-complete$|equal\.)/;

/** Plays the second half to its end. @param well whether a probe that does not look is taken to see that all is well */
export async function playTarget(
  { ground, manifest }: Awaited<ReturnType<typeof groundWithBackup>>,
  {
    jobs = goodJobs(manifest),
    recovery = recoveryOf(manifest),
    notWell = [],
    more = {},
  }: { jobs?: PlayedJobs; recovery?: Recovery; notWell?: string[]; more?: Partial<Target> } = {},
) {
  const looks = (probe: string) => known.test(probe);
  const played = playedSession({ api: jobs.api, looks, notWell });
  const target: Target = { ...restorable(ground), load: recoveryLoad(options), intoNonEmpty: false, ...more };
  const ended: unknown = await targetHalf(played.session, target, recovery).catch((thrown: unknown) => thrown);
  const ran = jobs.made.filter(({ kind }) => kind === "Job").map(({ metadata }) => metadata.name);
  return { ...played, recovery, jobs, ran, ended, aborted: ended instanceof DrillAborted };
}

import { sealedObjects } from "../../backup/seal/sealed-objects.ts";
import { kindClusterName } from "../../components/naming.ts";
import { type Marks, marksOf } from "../../engine/environment/ownership.ts";
import type { WriteEntry } from "../../engine/recovery/writes/write-ledger.ts";
import type { RunningWrites } from "../../engine/recovery/writes/running-writes.ts";
import type { DrillProgram, DrillTools, Session } from "../../engine/session.ts";
import { changedPace, type DrillOptions } from "../options.ts";
import { conclude } from "./conclude.ts";
import { type Ground, onGivenGround, onLocalGround } from "./ground.ts";
import { type BackupKeys, newBackupKeys } from "./keys.ts";
import { nothingOf } from "./nothing-of.ts";
import { observeLosses } from "./losses.ts";
import { rehearsedObjectives, restoredObjectives } from "./objectives.ts";
import { Recovery } from "./recovery.ts";
import { own, recoveryLoad } from "./recovery-load.ts";
import { secretsForTarget } from "./secrets.ts";
import { damageBackup } from "./seeded-damage.ts";
import { sourceHalf } from "./source-half.ts";
import { targetHalf } from "./target-half.ts";

/**
 * The rehearsal of a disaster: an environment is filled, written to, backed up and destroyed; another one comes in its
 * place from nothing but the backup, and shows that it is the same.
 */
export function restore(options: DrillOptions): DrillProgram {
  const { runId, stack } = options;
  const load = recoveryLoad(options);
  const recovery = new Recovery();
  const prefixes = {
    backupPrefix: `${runId}/backup/`,
    sourceBlobsPrefix: `${runId}/blobs/`,
    blobsPrefix: `${runId}/blobs-restored/`,
  };
  const parts: {
    ground?: Ground;
    keys?: BackupKeys;
    writes?: RunningWrites;
    written?: WriteEntry[];
    lostId?: string;
    lost?: Marks;
  } = {};
  const known = <K extends keyof typeof parts>(key: K) => {
    const value = parts[key];
    if (value === undefined) throw new Error(`the drill has no ${key} yet`);
    return value as NonNullable<(typeof parts)[K]>;
  };
  const restorable = () => ({ ...prefixes, ground: known("ground"), keys: known("keys") });
  return {
    name: "restore",
    stack,
    objectives: [...restoredObjectives(load.endpoints.map(({ name }) => name)), ...rehearsedObjectives],
    loads: [load],
    changedDefaults: [...changedPace(own, options), ...changedScale(options)],
    within: (tools, run) =>
      onGround(options, tools, async (ground) => {
        parts.ground = ground;
        parts.keys = await newBackupKeys();
        tools.learn([parts.keys.identity, parts.keys.signingKey]);
        try {
          await run();
        } finally {
          await parts.writes?.stop().catch(() => undefined);
        }
      }),
    act: async (session) => {
      parts.lostId = session.environment.environmentId;
      const scale = options.backups?.scale ?? 1;
      const source = { ...restorable(), stack: { name: stack, config: options.config ?? {} }, scale };
      parts.writes = await sourceHalf(session, source, recovery);
    },
    rebuilt: {
      lose: async (destroy) => {
        const id = known("lostId");
        // Volumes have names of their own: whose they are is known only while they are in use.
        parts.lost = await marksOf({ id, clusterName: kindClusterName(id), holder: null });
        recovery.declaredAtMs = Date.now();
        // The writes meet the disaster: what is under way when the cluster goes is what a client would see.
        await destroy();
        recovery.lostAtMs = Date.now();
        parts.written = await known("writes").stop();
        await removeBlobs(known("ground"), prefixes.sourceBlobsPrefix);
        const damage = options.backups?.damage;
        if (damage !== undefined) await damageBackup(known("ground").at(prefixes.backupPrefix), recovery.taken, damage);
      },
      succession: async () => {
        const store = known("ground").at(prefixes.backupPrefix);
        const objects = sealedObjects({ store, recipients: [], identities: [known("keys").identity] });
        const secrets = await secretsForTarget(options.backups?.secretSource, recovery, objects);
        return { config: { deploy: "stores" }, secrets };
      },
      act: async (session) => {
        await session.observe(nothingOf("source-gone", () => known("lost")));
        const disasterAtMs = recovery.declaredAtMs ?? Date.now();
        const writes = { prefix: known("writes").prefix, entries: known("written"), disasterAtMs };
        try {
          await targetHalf(
            session,
            {
              ...restorable(),
              load,
              intoNonEmpty: false,
              afterwards: (at: Session) => observeLosses(at, restorable(), writes, recovery),
            },
            recovery,
          );
        } finally {
          await session.phase("handoff", () => conclude(session, restorable(), recovery));
        }
      },
    },
  };
}

async function onGround(options: DrillOptions, tools: DrillTools, body: (ground: Ground) => Promise<void>) {
  const output = options.backups?.output;
  await (output === undefined ? onLocalGround(tools, body) : onGivenGround(tools, output, body));
}

const changedScale = ({ backups: { scale = 1, damage } = {} }: DrillOptions): string[] => [
  ...(scale === 1 ? [] : [`scale of the data: ${scale} instead of 1`]),
  ...(damage === undefined ? [] : [`the backup is damaged on purpose: ${damage}`]),
];

/** The blobs of a lost environment are lost with it. */
async function removeBlobs(ground: Ground, prefix: string): Promise<void> {
  const blobs = ground.at(prefix);
  for await (const { key } of blobs.list("")) await blobs.remove(key);
}

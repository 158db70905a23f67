import type { DrillProgram } from "../../engine/session.ts";
import { changedPace, type DrillOptions } from "../options.ts";
import { conclude } from "./conclude.ts";
import { type Ground, onGivenGround } from "./ground.ts";
import { restoredObjectives } from "./objectives.ts";
import type { Recovery } from "./recovery.ts";
import { own, recoveryLoad } from "./recovery-load.ts";
import { targetHalf } from "./target-half.ts";

/** A backup that is to be brought back, and what is known of it. */
export interface GivenBackup {
  /** the backup itself is the ground */
  place: Parameters<typeof onGivenGround>[1];
  keys: { identity: string; trustedKeys: readonly string[] };
  recovery: Recovery;
  /** what the stores hold already is removed; else it is an error */
  intoNonEmpty: boolean;
}

/** The recovery from a disaster that nobody rehearsed: an environment from nothing but a backup. */
export function fromBackup(options: DrillOptions, { place, keys, recovery, intoNonEmpty }: GivenBackup): DrillProgram {
  const load = recoveryLoad(options);
  let ground: Ground | undefined;
  const restorable = () => {
    if (ground === undefined) throw new Error("the backup is not open");
    return { ground, keys, backupPrefix: "", blobsPrefix: `restores/${options.runId}/blobs/` };
  };
  return {
    name: "restore/from-backup",
    stack: options.stack,
    objectives: restoredObjectives(load.endpoints.map(({ name }) => name)),
    loads: [load],
    changedDefaults: changedPace(own, options),
    within: (tools, run) =>
      onGivenGround(tools, place, async (given) => {
        ground = given;
        tools.learn([keys.identity]);
        await run();
      }),
    act: async (session) => {
      try {
        await targetHalf(session, { ...restorable(), load, intoNonEmpty }, recovery);
      } finally {
        await session.phase("handoff", () => conclude(session, restorable(), recovery));
      }
    },
  };
}

import { join } from "node:path";
import { DrillError } from "../../common/errors.ts";
import { stateFolder } from "../../common/folders.ts";
import { withClaim } from "../../toolchain/cache/claim.ts";
import { isAlive, thisProcess } from "./holder.ts";
import { type EnvironmentLease, readLease, renewLease } from "./record.ts";

/**
 * held: a process works on it · kept: nobody does, and it stays until its lease runs out · expired: it ran out ·
 * orphan: its process died before taking it down. `gc` takes the last two.
 */
export type Standing = "held" | "kept" | "expired" | "orphan";

export async function standingOf(lease: EnvironmentLease, now: Date): Promise<Standing> {
  if (lease.holder !== null && (await isAlive(lease.holder))) return "held";
  if (lease.status !== "kept") return "orphan";
  return now.getTime() > Date.parse(lease.renewedAt) + lease.ttlMs ? "expired" : "kept";
}

/**
 * Makes this process the holder, until it ends or gives the environment back.
 * @param change what becomes of the record besides
 * @throws DrillError environment.unknown, or environment.held while another process works on it
 */
export async function takeLease(
  id: string,
  change: Partial<Pick<EnvironmentLease, "status">> = {},
): Promise<EnvironmentLease> {
  readLease(id);
  const claim = { folder: join(stateFolder(), "claims"), name: id, onWait: () => undefined };
  return withClaim(claim, async () => {
    const { holder } = readLease(id);
    if (holder !== null && holder.pid !== process.pid && (await isAlive(holder))) throw held(id, holder.pid);
    return renewLease(id, { ...change, holder: await thisProcess() });
  });
}

/** Gives the environment back: nobody works on it any more, and it stays up until its lease runs out. */
export function releaseLease(id: string): void {
  renewLease(id, { holder: null, status: "kept" });
}

function held(id: string, pid: number): DrillError {
  return new DrillError({
    code: "environment.held",
    kind: "usage",
    message: `process ${pid} works on environment ${id}`,
    remedy: `wait until it has ended, or end it with: kill ${pid}`,
  });
}

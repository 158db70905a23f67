import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { newOwnerName, ownerLives, ownerPid } from "./owner.ts";

/** What is claimed, among which claims, and who hears that we wait. */
export interface Claim {
  /** folder of the claims of all names */
  folder: string;
  /** letters, digits and "-" */
  name: string;
  /** told once, with the process that is waited for */
  onWait: (pid: number) => void;
  signal?: AbortSignal | undefined;
}

/**
 * Runs the work while no other process or call holds the name. A claim is an empty file whose name says its owner, so
 * that the claim of a process that was killed is told from a held one, and removing it can never hit another's.
 */
export async function withClaim<T>(claim: Claim, work: () => Promise<T>): Promise<T> {
  await mkdir(claim.folder, { recursive: true });
  const mine = await obtain(claim);
  try {
    return await work();
  } finally {
    await rm(mine, { force: true });
  }
}

async function obtain(claim: Claim): Promise<string> {
  const own = `${claim.name}.${await newOwnerName()}`;
  const mine = join(claim.folder, own);
  let told = false;
  for (;;) {
    claim.signal?.throwIfAborted();
    const before = await otherHolders(claim, own);
    if (before === undefined) {
      // First write, then look: of two that come at once at least one sees the other and steps back.
      await writeFile(mine, "", { flag: "wx" });
      if ((await otherHolders(claim, own)) === undefined) return mine;
      await rm(mine, { force: true });
    } else if (!told) {
      claim.onWait(ownerPid(before) ?? 0);
      told = true;
    }
    const options = claim.signal === undefined ? undefined : { signal: claim.signal };
    await sleep(100 + Math.random() * 200, undefined, options);
  }
}

/** A living claim that is not ours; those of dead processes are removed on the way. */
async function otherHolders(claim: Claim, own: string): Promise<string | undefined> {
  for (const name of await readdir(claim.folder)) {
    if (name === own || !name.startsWith(`${claim.name}.`)) continue;
    if (await ownerLives(name)) return name;
    await rm(join(claim.folder, name), { force: true });
  }
  return undefined;
}

import * as z from "zod";
import { DrillError } from "../../common/errors.ts";
import { openKeys } from "../format/layout.ts";
import { listedObjects, readIfThere } from "../listed-objects.ts";
import type { ObjectStore } from "../objects/object-store.ts";

/** Says whose the prefix is, from before the first object until long after the manifest. */
const claimKey = "progress/backup.json";
const claim = z.object({ id: z.string(), startedAt: z.iso.datetime() });
type Claim = z.infer<typeof claim>;

/** May be there before a backup is: written by the drill that takes it. */
const mayLieThere = /^(restores\/|runbook\.md$|gaps\.json$)/;

/**
 * Takes a prefix for a backup, or takes it up again where an earlier try of the same backup was cut off.
 * @returns when the backup was begun
 * @throws DrillError backup.prefix-taken where something else lies there, or the backup is finished
 */
export async function claimPrefix(store: ObjectStore, id: string, now: Date): Promise<string> {
  const found = await readIfThere(store, claimKey);
  if (found !== undefined) return takenUpAgain(store, id, found);
  const other = [...(await listedObjects(store)).keys()].find((key) => !mayLieThere.test(key));
  if (other !== undefined) throw taken(store, `${other} lies there`);
  const own: Claim = { id, startedAt: now.toISOString() };
  await store.put(claimKey, Buffer.from(`${JSON.stringify(own)}\n`));
  return own.startedAt;
}

async function takenUpAgain(store: ObjectStore, id: string, found: Buffer): Promise<string> {
  const earlier = parsed(found);
  if (earlier === undefined) throw taken(store, `its ${claimKey} cannot be read`);
  if (earlier.id !== id) throw taken(store, `backup ${earlier.id} lies there`);
  // A manifest without a signature is that of a try that was cut off just before its end.
  const signature = await readIfThere(store, openKeys.signature);
  if (signature !== undefined) throw taken(store, `backup ${id} is finished already`);
  return earlier.startedAt;
}

function parsed(bytes: Buffer): Claim | undefined {
  try {
    return claim.parse(JSON.parse(bytes.toString("utf8")));
  } catch {
    return undefined;
  }
}

function taken({ url }: ObjectStore, why: string): DrillError {
  return new DrillError({
    code: "backup.prefix-taken",
    kind: "usage",
    message: `${url} cannot take this backup: ${why}`,
    remedy: "give a prefix of its own to each backup; one that was cut off goes on under its own id alone",
  });
}

import { DrillError } from "../../common/errors.ts";

const keyHint = "give the identity (AGE-SECRET-KEY-...) of one of the recipients that the backup's manifest names";

/** @param name key of the object */
export const damaged = (name: string, detail: string): DrillError =>
  new DrillError({
    code: "backup.object-damaged",
    kind: "environment",
    message: `${name} is damaged: ${detail}`,
    remedy: "take another backup of the same time, or the object from another copy of this one",
  });

/** Whoever sealed it did so for others. */
export const sealedForOthers = (name: string): DrillError =>
  keyError(`${name} is sealed for other keys than those that are given`, keyHint);

/** The text is left out: it is a secret. @param position from 1 */
export const noIdentity = (position: number): DrillError => keyError(`identity ${position} is none of age`, keyHint);

export const noIdentities = (): DrillError => keyError("nothing can be opened without an age identity", keyHint);

/** The text is left out: somebody may have given the secret half of a key instead. @param position from 1 */
export const noRecipient = (position: number): DrillError =>
  keyError(`recipient ${position} is none of age`, "give what age-keygen -y prints, age1...");

export const noRecipients = (): DrillError =>
  keyError("a backup must be sealed for somebody", "name at least one age recipient (age1...)");

function keyError(message: string, remedy: string): DrillError {
  return new DrillError({ code: "backup.key", kind: "usage", message, remedy });
}

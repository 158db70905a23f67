import { DrillError } from "../../common/errors.ts";

/** The store could not be asked, which says nothing about the backup. */
const outages = ["objects.denied", "objects.unreachable", "objects.full"];

/**
 * Goes on throwing what is no damage: the check was stopped, or the objects are out of reach. Readers may have wrapped
 * it, so that causes count too.
 */
export function throwUnlessDamage(thrown: unknown, signal: AbortSignal): void {
  signal.throwIfAborted();
  for (const each of causesOf(thrown)) {
    if (each instanceof DrillError && outages.includes(each.code)) throw each;
  }
}

/** Whether an error, or one that it came from, has the code. */
export const hasCode = (thrown: unknown, code: string): boolean =>
  causesOf(thrown).some((each) => each instanceof DrillError && each.code === code);

/** The error itself first. */
function causesOf(thrown: unknown): unknown[] {
  const causes: unknown[] = [];
  for (let each = thrown; each instanceof Error && !causes.includes(each); each = each.cause) causes.push(each);
  return causes;
}

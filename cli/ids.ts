import { randomBytes } from "node:crypto";

/** An id for a run or environment: sorts by time, is unique, and is short enough to name a cluster with. */
export function newId(name: string, now = new Date()): string {
  const time = now.toISOString().replaceAll(/[-:T]/g, "").slice(2, 12);
  const short = name.replaceAll(/[^a-z0-9]+/g, "-").slice(0, 12);
  return `${short}-${time}-${randomBytes(3).toString("hex")}`;
}

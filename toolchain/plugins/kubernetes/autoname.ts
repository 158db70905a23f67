import { createHash, randomBytes } from "node:crypto";

/** Marks an object whose name was made here, not chosen by the program. */
export const autonamed = "pulumi.com/autonamed";

/**
 * A name for an object that the program did not name.
 * @param seed the engine's; the same seed gives the same name, an empty one a random name
 */
export function autoname(logicalName: string, seed: Uint8Array): string {
  const entropy = seed.length > 0 ? seed : randomBytes(32);
  const suffix = createHash("sha256").update(entropy).update(logicalName).digest("hex").slice(0, 8);
  return `${logicalName}-${suffix}`;
}

import { randomUUID } from "node:crypto";
import { rename, rm, writeFile } from "node:fs/promises";
import { homeOf } from "./home.ts";

/**
 * Writes the secrets that an environment is not to generate into its home, whole or not at all, for its owner alone.
 * @param values by the names of their variables; those of an earlier call are replaced as a whole
 * @returns the file's path, for the key `secretsFile` of the stack's config
 */
export async function writeKnownSecrets(environmentId: string, values: Record<string, string>): Promise<string> {
  const file = homeOf(environmentId).secrets;
  const stage = `${file}.${randomUUID()}`;
  try {
    await writeFile(stage, `${JSON.stringify(values, null, 2)}\n`, { mode: 0o600, flag: "wx" });
    await rename(stage, file);
  } finally {
    await rm(stage, { force: true });
  }
  return file;
}

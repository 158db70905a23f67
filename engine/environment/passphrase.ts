import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";

/** Makes the file with a new passphrase, for its owner alone; one that is there stays, since state is sealed with it. */
export async function ensurePassphrase(file: string): Promise<void> {
  try {
    await writeFile(file, randomBytes(24).toString("base64url"), { mode: 0o600, flag: "wx" });
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== "EEXIST") throw thrown;
  }
}

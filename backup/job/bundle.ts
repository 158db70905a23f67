import { resolve } from "node:path";
import { bundleProgram } from "../../common/bundle.ts";

/** Writes the program that takes and restores backups as one ES module. */
export const bundleBackup = (outFile: string): Promise<void> =>
  bundleProgram(resolve(import.meta.dirname, "main.ts"), outFile);

import { resolve } from "node:path";
import { bundleProgram } from "../../common/bundle.ts";

/** Writes the guard of faults as one ES module. */
export const bundleGuard = (outFile: string): Promise<void> =>
  bundleProgram(resolve(import.meta.dirname, "main.ts"), outFile);

import { resolve } from "node:path";
import { bundleProgram } from "../common/bundle.ts";

/** Writes the reference BIOwerk in all its roles as one ES module. */
export const bundleReference = (outFile: string): Promise<void> =>
  bundleProgram(resolve(import.meta.dirname, "main.ts"), outFile);

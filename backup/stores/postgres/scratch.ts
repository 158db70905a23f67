import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";

/** Runs the body with an empty folder below the scratch folder, which is gone afterwards, whatever happens. */
export async function withScratch<T>(scratchFolder: string, body: (folder: string) => Promise<T>): Promise<T> {
  const folder = join(scratchFolder, "postgres");
  // A process that was killed may have left it.
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  try {
    return await body(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

import { copyFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BuiltImage, buildImage, digest, type EntryMaker, ensureLoaded, saveImages } from "./images.ts";

const here = import.meta.dirname;

/** Every image that runs in an environment, and the one archive that holds them all. */
export interface WorkloadImages {
  postgres: string;
  redis: string;
  documents: string;
  /** the reference BIOwerk in all its roles, and the LLM stub */
  reference: string;
  archive: string;
}

/** Builds what an environment runs, from Debian packages, Go modules and the bundled reference. */
export async function workloadImages(
  parts: { base: BuiltImage; ferretdb: string; node: string; bundleReference: (file: string) => Promise<void> },
  entry: EntryMaker,
): Promise<WorkloadImages> {
  const bundle = await bundleIn(parts.bundleReference, entry);
  const build = (name: string, files: Record<string, string>) =>
    buildImage({ name, folder: join(here, name), files, args: {}, base: parts.base }, entry);
  const images = {
    postgres: await build("postgres", {}),
    redis: await build("redis", {}),
    documents: await build("ferretdb", { ferretdb: parts.ferretdb }),
    reference: await build("reference", { node: parts.node, "reference.mjs": bundle }),
  };
  const all = Object.values(images);
  const folder = await entry("images-workload", [digest(all.map((image) => image.key).join("\n"))], async (stage) => {
    for (const image of all) await ensureLoaded(image);
    await saveImages(
      all.map((image) => image.ref),
      join(stage, "images.tar"),
    );
  });
  return {
    postgres: images.postgres.ref,
    redis: images.redis.ref,
    documents: images.documents.ref,
    reference: images.reference.ref,
    archive: join(folder, "images.tar"),
  };
}

/** The bundle is made anew each time, for it says alone whether the sources changed; equal bytes are one entry. */
export async function bundleIn(bundle: (file: string) => Promise<void>, entry: EntryMaker): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "drill-bundle-"));
  try {
    const fresh = join(folder, "reference.mjs");
    await bundle(fresh);
    const kept = await entry("reference-bundle", [digest(await readFile(fresh))], (stage) =>
      copyFile(fresh, join(stage, "reference.mjs")),
    );
    return join(kept, "reference.mjs");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

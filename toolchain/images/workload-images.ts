import { copyFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { builderOn, type BuiltImage, digest, type EntryMaker, ensureLoaded, saveImages } from "./images.ts";

/** Every image that runs in an environment, and the one archive that holds them all. */
export interface WorkloadImages {
  postgres: string;
  redis: string;
  documents: string;
  /** the reference BIOwerk in all its roles, and the LLM stub */
  reference: string;
  archive: string;
}

/** What runs only where links can be broken, and the archive that holds it. */
export interface ChaosImages {
  toxiproxy: string;
  guard: string;
  archive: string;
}

/** Builds what breaks links and heals them. */
export async function chaosImages(
  parts: { base: BuiltImage; toxiproxy: string; node: string; bundleGuard: (file: string) => Promise<void> },
  entry: EntryMaker,
): Promise<ChaosImages> {
  const bundle = await bundleIn("guard", parts.bundleGuard, entry);
  const build = builderOn(parts.base, entry);
  const toxiproxy = await build("toxiproxy", { "toxiproxy-server": parts.toxiproxy });
  const guard = await build("guard", { node: parts.node, "guard.mjs": bundle });
  const archive = await archiveOf("images-chaos", [toxiproxy, guard], entry);
  return { toxiproxy: toxiproxy.ref, guard: guard.ref, archive };
}

/** Builds what an environment runs, from Debian packages, Go modules and the bundled reference. */
export async function workloadImages(
  parts: { base: BuiltImage; ferretdb: string; node: string; bundleReference: (file: string) => Promise<void> },
  entry: EntryMaker,
): Promise<WorkloadImages> {
  const bundle = await bundleIn("reference", parts.bundleReference, entry);
  const build = builderOn(parts.base, entry);
  const images = {
    postgres: await build("postgres"),
    redis: await build("redis"),
    documents: await build("ferretdb", { ferretdb: parts.ferretdb }),
    reference: await build("reference", { node: parts.node, "reference.mjs": bundle }),
  };
  const archive = await archiveOf("images-workload", Object.values(images), entry);
  return {
    postgres: images.postgres.ref,
    redis: images.redis.ref,
    documents: images.documents.ref,
    reference: images.reference.ref,
    archive,
  };
}

/** One archive of several images, so that layers which they share are in it once. */
export async function archiveOf(name: string, images: readonly BuiltImage[], entry: EntryMaker): Promise<string> {
  const folder = await entry(name, [digest(images.map((image) => image.key).join("\n"))], async (stage) => {
    for (const image of images) await ensureLoaded(image);
    await saveImages(
      images.map((image) => image.ref),
      join(stage, "images.tar"),
    );
  });
  return join(folder, "images.tar");
}

/** The bundle is made anew each time, for it says alone whether the sources changed; equal bytes are one entry. */
export async function bundleIn(
  name: string,
  bundle: (file: string) => Promise<void>,
  entry: EntryMaker,
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "drill-bundle-"));
  try {
    const fresh = join(folder, `${name}.mjs`);
    await bundle(fresh);
    const kept = await entry(`${name}-bundle`, [digest(await readFile(fresh))], (stage) =>
      copyFile(fresh, join(stage, `${name}.mjs`)),
    );
    return join(kept, `${name}.mjs`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

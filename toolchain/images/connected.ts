import { join } from "node:path";
import { execa } from "execa";
import { DrillError, messageOf } from "../../common/errors.ts";
import { type BuiltImage, buildImage, type EntryMaker, saveImages } from "./images.ts";
import { bundleIn } from "./workload-images.ts";

/** Official images by full version tag; the node image by the digest that the pinned kind names. */
export const officialImages = {
  node: "kindest/node:v1.37.0@sha256:a1ed56cfb0e7b93589bdf97c8cd566405a265939e3620fc4f5de89adff580ae5",
  postgres: "postgres:16.15-bookworm",
  redis: "redis:7.4.11-bookworm",
  documents: "mongo:7.0.40-jammy",
  runtime: "node:22.23.2-bookworm-slim",
} as const;

/** The official images of an environment, pulled, and the reference on the official Node image. Never run for real here. */
export async function connectedImages(
  from: { bundleReference: (file: string) => Promise<void> },
  entry: EntryMaker,
): Promise<{ stackDefaults: Record<string, string>; limits: string[] }> {
  for (const ref of Object.values(officialImages)) await pull(ref);
  const reference = await buildReference(await bundleIn(from.bundleReference, entry), entry);
  const refs = [officialImages.postgres, officialImages.redis, officialImages.documents, reference.ref];
  const folder = await entry("images-official", refs, (stage) => saveImages(refs, join(stage, "images.tar")));
  return {
    stackDefaults: {
      nodeImage: officialImages.node,
      imageArchives: JSON.stringify([join(folder, "images.tar")]),
      postgresImage: officialImages.postgres,
      redisImage: officialImages.redis,
      documentsImage: officialImages.documents,
      documentsKind: "mongodb",
      referenceImage: reference.ref,
      llmImage: reference.ref,
    },
    limits: [],
  };
}

function buildReference(bundle: string, entry: EntryMaker): Promise<BuiltImage> {
  const folder = join(import.meta.dirname, "reference-official");
  const args = { RUNTIME: officialImages.runtime };
  return buildImage({ name: "reference", folder, files: { "reference.mjs": bundle }, args }, entry);
}

async function pull(ref: string): Promise<void> {
  const present = await execa("docker", ["image", "inspect", ref], { reject: false });
  if (!present.failed) return;
  try {
    await execa("docker", ["pull", "--quiet", ref], { timeout: 900_000 });
  } catch (thrown) {
    throw new DrillError({
      code: "image.pull",
      kind: "environment",
      message: `the image ${ref} could not be pulled: ${messageOf(thrown)}`,
      remedy: `try: docker pull ${ref}; or, where only package registries answer, set DRILL_WORLD=registry-only`,
      cause: thrown,
    });
  }
}

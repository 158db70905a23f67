import { join } from "node:path";
import { execa } from "execa";
import { DrillError, messageOf } from "../../common/errors.ts";
import { backupConfig } from "./backup-images.ts";
import { type BuiltImage, buildImage, type EntryMaker, saveImages } from "./images.ts";
import { observabilityConfig } from "./observability-images.ts";
import { bundleIn } from "./workload-images.ts";
import type { Bundlers, WorldImages } from "./world-images.ts";

/** Official images by full version tag; the node image by the digest that the pinned kind names. */
export const officialImages = {
  node: "kindest/node:v1.37.0@sha256:a1ed56cfb0e7b93589bdf97c8cd566405a265939e3620fc4f5de89adff580ae5",
  postgres: "postgres:16.15-bookworm",
  redis: "redis:7.4.11-bookworm",
  documents: "mongo:7.0.40-jammy",
  runtime: "node:22.23.2-bookworm-slim",
} as const;

/** Asked for only where links can be broken. */
const toxiproxyImage = "ghcr.io/shopify/toxiproxy:2.12.0";

/** Asked for only where a drill is given no bucket. */
export const objectStorageImage = "versity/versitygw:v1.8.0";

/** Asked for only where an environment is observed; the versions that are built where nothing can be pulled. */
export const observabilityImages = {
  prometheus: "quay.io/prometheus/prometheus:v2.42.0",
  alertmanager: "quay.io/prometheus/alertmanager:v0.25.0",
  postgresExporter: "quay.io/prometheuscommunity/postgres-exporter:v0.11.1",
  redisExporter: "oliver006/redis_exporter:v1.45.0",
  metricsServer: "registry.k8s.io/metrics-server/metrics-server:v0.9.0",
} as const;

/** The official images of an environment, pulled, and the reference on the official Node image. Never run for real here. */
export async function connectedImages(from: Bundlers, entry: EntryMaker): Promise<WorldImages> {
  for (const ref of Object.values(officialImages)) await pull(ref);
  const reference = await buildOnNode("reference", await bundleIn("reference", from.bundleReference, entry), entry);
  const refs = [officialImages.postgres, officialImages.redis, officialImages.documents, reference.ref];
  const archive = await savedAs("images-official", refs, entry);
  return {
    stackDefaults: {
      nodeImage: officialImages.node,
      imageArchives: JSON.stringify([archive]),
      postgresImage: officialImages.postgres,
      redisImage: officialImages.redis,
      documentsImage: officialImages.documents,
      documentsKind: "mongodb",
      referenceImage: reference.ref,
      llmImage: reference.ref,
    },
    chaosDefaults: async () => {
      await pull(toxiproxyImage);
      const guard = await buildOnNode("guard", await bundleIn("guard", from.bundleGuard, entry), entry);
      const chaosArchive = await savedAs("images-official-chaos", [toxiproxyImage, guard.ref], entry);
      return {
        imageArchives: JSON.stringify([chaosArchive]),
        toxiproxyImage,
        guardImage: guard.ref,
      };
    },
    observabilityDefaults: async () => {
      for (const ref of Object.values(observabilityImages)) await pull(ref);
      const observer = await buildOnNode("observer", await bundleIn("observer", from.bundleObserver, entry), entry);
      const refs = [...Object.values(observabilityImages), observer.ref];
      const saved = await savedAs("images-official-observability", refs, entry);
      return observabilityConfig({ ...observabilityImages, observer: observer.ref }, saved);
    },
    backupDefaults: async () => {
      const bundle = await bundleIn("backup", from.bundleBackup, entry);
      const backup = await buildOnNode("backup", bundle, entry, { POSTGRES: officialImages.postgres });
      return backupConfig(backup.ref, await savedAs("images-official-backup", [backup.ref], entry));
    },
    objectStorageImage: async () => {
      await pull(objectStorageImage);
      return objectStorageImage;
    },
    limits: [],
  };
}

async function savedAs(name: string, refs: string[], entry: EntryMaker): Promise<string> {
  const folder = await entry(name, refs, (stage) => saveImages(refs, join(stage, "images.tar")));
  return join(folder, "images.tar");
}

/** A program of our own on the official Node image. @param name of the program; its recipe is `<name>-official` */
function buildOnNode(
  name: string,
  bundle: string,
  entry: EntryMaker,
  more: Record<string, string> = {},
): Promise<BuiltImage> {
  const folder = join(import.meta.dirname, `${name}-official`);
  const args = { RUNTIME: officialImages.runtime, ...more };
  return buildImage({ name, folder, files: { [`${name}.mjs`]: bundle }, args }, entry);
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

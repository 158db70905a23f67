import { createHash } from "node:crypto";
import { cp, link, readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { execa } from "execa";
import { DrillError } from "../../common/errors.ts";

/** Makes a cache entry once: the folder that `build` filled, found again by the same name and parts. */
export type EntryMaker = (name: string, parts: string[], build: (stage: string) => Promise<void>) => Promise<string>;

/** A built image: its reference in Docker and the docker-archive that holds it. */
export interface BuiltImage {
  /** `biowerk-drill/<name>:<content hash>`, never `latest` */
  ref: string;
  archive: string;
  /** hash over everything that decides the content */
  key: string;
}

export interface ImageRecipe {
  name: string;
  /** folder with the Dockerfile and the files it copies */
  folder: string;
  /** further files for the build context: name in the context -> path */
  files: Record<string, string>;
  args: Record<string, string>;
  base?: BuiltImage;
}

/** Builds images on one base, each from the folder beside this file that has its name, and further files. */
export function builderOn(base: BuiltImage, entry: EntryMaker) {
  return (name: string, files: Record<string, string> = {}): Promise<BuiltImage> =>
    buildImage({ name, folder: join(import.meta.dirname, name), files, args: {}, base }, entry);
}

/** Builds an image from its Dockerfile, or finds it in the cache; the Docker daemon is asked only for a build. */
export async function buildImage(recipe: ImageRecipe, entry: EntryMaker): Promise<BuiltImage> {
  const parts = [
    ...(await describeFolder(recipe.folder)),
    ...(await Promise.all(
      Object.entries(recipe.files).map(async ([name, path]) => `${name} ${await digestFile(path)}`),
    )),
    ...Object.entries(recipe.args).map(([name, value]) => `${name}=${value}`),
    recipe.base?.key ?? "scratch",
  ];
  const key = digest(parts.join("\n"));
  const ref = `biowerk-drill/${recipe.name}:${key.slice(0, 16)}`;
  const folder = await entry(`image-${recipe.name}`, [key], async (stage) => {
    if (recipe.base !== undefined) await ensureLoaded(recipe.base);
    const context = join(stage, "context");
    await cp(recipe.folder, context, { recursive: true });
    await Promise.all(Object.entries(recipe.files).map(([name, path]) => linkOrCopy(path, join(context, name))));
    await dockerBuild(ref, context, {
      ...recipe.args,
      ...(recipe.base === undefined ? {} : { BASE: recipe.base.ref }),
    });
    await saveImages([ref], join(stage, "image.tar"));
    await execa("rm", ["-r", context]);
  });
  return { ref, archive: join(folder, "image.tar"), key };
}

/** Puts the image into the daemon's store unless it is there: a build or a cluster starts from it. */
export async function ensureLoaded(image: { ref: string; archive: string }): Promise<void> {
  const present = await execa("docker", ["image", "inspect", image.ref], { reject: false });
  if (present.failed) await execa("docker", ["load", "--quiet", "--input", image.archive]);
}

/** Writes images into one docker-archive; layers that they share are in it once. */
export async function saveImages(refs: string[], file: string): Promise<void> {
  await execa("docker", ["save", "--output", file, ...refs]);
}

async function dockerBuild(ref: string, context: string, args: Record<string, string>): Promise<void> {
  const flags = Object.entries(args).flatMap(([name, value]) => ["--build-arg", `${name}=${value}`]);
  // Without --force-rm a build that fails or is cut off leaves its container.
  const built = await execa("docker", ["build", "--force-rm", "--tag", ref, ...flags, context], {
    // The buildx plugin is a package of its own that need not be there.
    env: { DOCKER_BUILDKIT: "0" },
    all: true,
    reject: false,
    timeout: 900_000,
  });
  if (built.failed) {
    throw new DrillError({
      code: "image.build",
      kind: "environment",
      message: `the image ${ref} could not be built: ${String(built.all).split("\n").slice(-3).join(" | ")}`,
      remedy: "see what Docker says to: docker build, with the Dockerfile under toolchain/images",
    });
  }
}

/** One line per file below the folder: its path, mode and digest. */
async function describeFolder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((each) => each.isFile()).map((each) => join(each.parentPath, each.name));
  return Promise.all(files.sort().map(async (file) => `${relative(folder, file)} ${await digestFile(file)}`));
}

async function linkOrCopy(from: string, to: string): Promise<void> {
  await link(from, to).catch(() => cp(from, to));
}

export const digest = (text: string | Uint8Array) => createHash("sha256").update(text).digest("hex");

// Tools in the cache lie in a folder named by their key, so that path says all; other files are read.
async function digestFile(path: string): Promise<string> {
  const keyed = /\/([0-9a-f]{32,64})\/[^/]+(?:\/[^/]+)?$/.exec(path);
  return keyed?.[1] ?? digest(await readFile(path));
}

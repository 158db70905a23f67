import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { DrillError } from "../../common/errors.ts";
import { isDebianLike } from "../docker/host.ts";
import { type BuiltImage, digest, type EntryMaker, saveImages } from "./images.ts";

/** What decides the base; a change of it makes another base and so every image anew. */
const recipe = {
  suite: "bookworm",
  options: [
    "--variant=minbase",
    "--include=ca-certificates",
    '--aptopt=Acquire::Languages "none"',
    "--dpkgopt=path-exclude=/usr/share/doc/*",
    "--dpkgopt=path-exclude=/usr/share/man/*",
    "--dpkgopt=path-exclude=/usr/share/locale/*",
  ],
};

/** The Debian that every registry-only image stands on, from the mirror that this machine's own apt uses. */
export async function debianBase(entry: EntryMaker): Promise<BuiltImage> {
  const key = digest(JSON.stringify(recipe));
  const ref = `biowerk-drill/debian-${recipe.suite}:${key.slice(0, 16)}`;
  const folder = await entry("image-debian", [key], async (stage) => {
    await installMmdebstrap();
    const root = join(stage, "root.tar");
    await execa("mmdebstrap", [...recipe.options, recipe.suite, root], { timeout: 600_000 });
    await execa("docker", ["import", root, ref]);
    await saveImages([ref], join(stage, "image.tar"));
    await execa("rm", [root]);
  });
  return { ref, archive: join(folder, "image.tar"), key };
}

async function installMmdebstrap(): Promise<void> {
  const present = await execa("mmdebstrap", ["--version"], { reject: false });
  if (!present.failed) return;
  const release = await readFile("/etc/os-release", "utf8").catch(() => "");
  if (!(await isDebianLike()) || process.getuid?.() !== 0) {
    const name = /^PRETTY_NAME="?([^"\n]*)/m.exec(release)?.[1] ?? process.platform;
    throw new DrillError({
      code: "image.base",
      kind: "environment",
      message: `images can be built from packages only on Debian or Ubuntu as root, not on ${name}`,
      remedy: "run where the official images can be pulled, or on Debian as root",
    });
  }
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  await execa("apt-get", ["update"], { env, timeout: 300_000 });
  await execa("apt-get", ["install", "-y", "--no-install-recommends", "mmdebstrap"], { env, timeout: 600_000 });
}

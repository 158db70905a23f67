import { join } from "node:path";
import { execa } from "execa";
import { DrillError } from "../../common/errors.ts";
import { type EntryMaker, saveImages } from "./images.ts";

/**
 * One archive with the images under test, for side-loading: from the local Docker, or pulled into it.
 * @throws DrillError image.missing, naming every image that is in neither place
 */
export async function targetArchive(refs: readonly string[], entry: EntryMaker): Promise<string> {
  const ids = await Promise.all(refs.map(idOrPulled));
  const missing = refs.filter((_ref, index) => ids[index] === undefined);
  if (missing.length > 0) {
    throw new DrillError({
      code: "image.missing",
      kind: "usage",
      message: `neither the local Docker nor the registry has ${missing.join(", ")}`,
      remedy: `check registry and tag; docker image ls lists what is here, docker pull ${missing[0]} says why it fails`,
    });
  }
  const folder = await entry("images-target", [...refs, ...ids.map(String)], (stage) =>
    saveImages([...refs], join(stage, "images.tar")),
  );
  return join(folder, "images.tar");
}

async function idOrPulled(ref: string): Promise<string | undefined> {
  const here = await idOf(ref);
  if (here !== undefined) return here;
  const pulled = await execa("docker", ["pull", "--quiet", ref], { reject: false, timeout: 900_000 });
  return pulled.failed ? undefined : idOf(ref);
}

async function idOf(ref: string): Promise<string | undefined> {
  const { failed, stdout } = await execa("docker", ["image", "inspect", "--format", "{{.Id}}", ref], { reject: false });
  return failed ? undefined : stdout.trim();
}

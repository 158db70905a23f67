import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";

/** connected: official downloads, images and plugins. registry-only: package registries alone, so most is built here. */
export type World = "connected" | "registry-only";

const remembered = z.object({ world: z.enum(["connected", "registry-only"]), atMs: z.number() });

/** Any answer of the image registry that the official images come from proves that they can be had. */
const imageRegistry = "https://registry-1.docker.io/v2/";

/**
 * Which world this machine is in; `DRILL_WORLD` decides without a look.
 * @param remembered the answer of an earlier look, which saves the network
 */
export async function findWorld(env: NodeJS.ProcessEnv, remembered: World | undefined): Promise<World> {
  const asked = env["DRILL_WORLD"];
  if (asked === "connected" || asked === "registry-only") return asked;
  if (remembered !== undefined) return remembered;
  try {
    await fetch(imageRegistry, { signal: AbortSignal.timeout(4_000) });
    return "connected";
  } catch {
    return "registry-only";
  }
}

const worldFile = (cacheFolder: string) => join(cacheFolder, "world.json");

/** What an earlier look found; forgotten after a day, since a machine may come online. */
export async function rememberedWorld(cacheFolder: string, now = Date.now()): Promise<World | undefined> {
  try {
    const { world, atMs } = remembered.parse(JSON.parse(await readFile(worldFile(cacheFolder), "utf8")));
    return now - atMs < 24 * 3_600_000 ? world : undefined;
  } catch {
    return undefined;
  }
}

export async function rememberWorld(cacheFolder: string, world: World, now = Date.now()): Promise<void> {
  if ((await rememberedWorld(cacheFolder, now)) === world) return;
  await mkdir(cacheFolder, { recursive: true });
  await writeFile(worldFile(cacheFolder), JSON.stringify({ world, atMs: now }));
}

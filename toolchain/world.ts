import { join } from "node:path";
import * as z from "zod";
import { DrillError } from "../common/errors.ts";
import { recall, remember } from "./cache/memory.ts";

const worlds = z.enum(["connected", "registry-only"]);

/** connected: official downloads, images and plugins. registry-only: package registries alone, so most is built here. */
export type World = z.infer<typeof worlds>;

/** Any answer of the image registry that the official images come from proves that they can be had. */
const imageRegistry = "https://registry-1.docker.io/v2/";

/**
 * Which world this machine is in: what `DRILL_WORLD` says, else what a look found in the last hour, else a look. Only a
 * look is remembered: what the user says holds for that one run.
 * @throws DrillError world.unknown
 */
export async function findWorld(
  env: NodeJS.ProcessEnv,
  cacheFolder: string,
  registryAnswers = askRegistry,
  now = Date.now(),
): Promise<World> {
  const known = await knownWorld(env, cacheFolder, now);
  if (known !== undefined) return known;
  const world = (await registryAnswers()) ? "connected" : "registry-only";
  await remember(worldFile(cacheFolder), world, now);
  return world;
}

/** The same without a look; undefined where it would need one. */
export async function knownWorld(
  env: NodeJS.ProcessEnv,
  cacheFolder: string,
  now = Date.now(),
): Promise<World | undefined> {
  return askedWorld(env) ?? recall(worldFile(cacheFolder), worlds, now);
}

/** What `DRILL_WORLD` says. */
export function askedWorld(env: NodeJS.ProcessEnv): World | undefined {
  const asked = env["DRILL_WORLD"] ?? "";
  if (asked === "") return undefined;
  const world = worlds.safeParse(asked);
  if (world.success) return world.data;
  throw new DrillError({
    code: "world.unknown",
    kind: "usage",
    message: `DRILL_WORLD is "${asked}"`,
    remedy: `set it to ${worlds.options.join(" or ")}, or unset it`,
  });
}

function askRegistry(): Promise<boolean> {
  return fetch(imageRegistry, { signal: AbortSignal.timeout(4_000) }).then(
    () => true,
    () => false,
  );
}

const worldFile = (cacheFolder: string) => join(cacheFolder, "world.json");

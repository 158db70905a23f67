import { homedir } from "node:os";
import { join } from "node:path";

/** Where built and downloaded tools, images and Node live; safe to delete while nothing of ours runs. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  return env["DRILL_CACHE_DIR"] ?? join(env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "biowerk-drill");
}

/** Where records of environments and of a started Docker daemon live; needed to take environments down. */
export function stateFolder(env: NodeJS.ProcessEnv = process.env): string {
  return env["DRILL_STATE_DIR"] ?? join(env["XDG_STATE_HOME"] ?? join(homedir(), ".local", "state"), "biowerk-drill");
}

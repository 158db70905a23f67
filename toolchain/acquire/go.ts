import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import semver from "semver";
import * as z from "zod";
import { DrillError } from "../../common/errors.ts";

const answer = z.object({ GOVERSION: z.string(), GOCACHE: z.string(), GOMODCACHE: z.string() });

/** The Go on PATH: its version ("go1.26.8") and where it keeps what it built and downloaded. */
export interface Go {
  version: string;
  buildCache: string;
  moduleCache: string;
}

/** Asks the Go on PATH; undefined where there is none that answers. */
export async function askGo(env: NodeJS.ProcessEnv): Promise<Go | undefined> {
  // Outside of any module: in one, a Go that is too old for it refuses even to say its version.
  const asked = await execa("go", ["env", "-json", "GOVERSION", "GOCACHE", "GOMODCACHE"], {
    cwd: tmpdir(),
    env: { ...env, GOTOOLCHAIN: "local" },
    extendEnv: false,
    reject: false,
    timeout: 10_000,
  });
  if (asked.failed) return undefined;
  const said = answer.parse(JSON.parse(asked.stdout));
  return { version: said.GOVERSION, buildCache: said.GOCACHE, moduleCache: said.GOMODCACHE };
}

/** The Go version that a module asks for, from its go.mod: "1.26". */
export async function wantedGo(moduleFolder: string): Promise<string> {
  const text = await readFile(join(moduleFolder, "go.mod"), "utf8");
  return /^go (\S+)$/m.exec(text)?.[1] ?? "1.26";
}

/**
 * The Go on PATH if it is new enough for the module.
 * @throws DrillError go.missing, go.old
 */
export async function requireGo(env: NodeJS.ProcessEnv, moduleFolder: string): Promise<Go> {
  const wanted = await wantedGo(moduleFolder);
  const go = await askGo(env);
  if (go === undefined) throw refuse("go.missing", "no Go is on PATH", wanted);
  if (!goSuffices(go.version, wanted)) throw refuse("go.old", `${go.version} is on PATH`, wanted);
  return go;
}

/** Whether "go1.26.8" is at least "1.26"; a development version counts as what it is called. */
export function goSuffices(version: string, wanted: string): boolean {
  const has = semver.coerce(version);
  const needs = semver.coerce(wanted);
  return has !== null && needs !== null && semver.gte(has, needs);
}

function refuse(code: "go.missing" | "go.old", message: string, wanted: string): DrillError {
  return new DrillError({
    code,
    kind: "environment",
    message: `${message}, and Go ${wanted} or later is needed`,
    remedy: `install Go ${wanted} or later (https://go.dev/dl) and put it on PATH`,
  });
}

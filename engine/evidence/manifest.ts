import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { access, open, readdir, rename, stat } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import * as z from "zod";
import { DrillError } from "../../common/errors.ts";
import { jsonText, readJsonFile } from "./json-file.ts";
import { runPaths } from "./run-folder.ts";

/** What seals a run's folder: every file below it except the manifest itself, by path in code-unit order. */
export const manifest = z.strictObject({
  schema: z.literal("biowerk-drill/manifest/1"),
  files: z.array(
    z.strictObject({ file: z.string(), size: z.int().nonnegative(), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  ),
});
export type Manifest = z.infer<typeof manifest>;

/** How a file differs from what the manifest says of it. */
export interface ManifestProblem {
  /** relative to the run's folder, with slashes */
  file: string;
  problem: "edited" | "missing" | "unlisted";
}

/** Seals the folder as it is now; a manifest that is there already is replaced whole or not at all. */
export async function writeManifest(folder: string): Promise<Manifest> {
  const files = [];
  for (const file of await filesBelow(folder)) files.push(await fingerprint(folder, file));
  const sealed: Manifest = { schema: "biowerk-drill/manifest/1", files };
  // Beside the folder, so that a crash in between leaves no unlisted file in it.
  const draft = join(dirname(resolve(folder)), `.${basename(resolve(folder))}.manifest`);
  const handle = await open(draft, "w");
  try {
    await handle.writeFile(jsonText(sealed));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, runPaths(folder).manifest);
  return sealed;
}

/**
 * Compares the folder with its manifest.
 * @returns what differs, by file name; empty where nothing does
 * @throws DrillError "evidence.unsealed" where there is no manifest, "evidence.unreadable" where it is none
 */
export async function verifyManifest(folder: string): Promise<ManifestProblem[]> {
  const path = runPaths(folder).manifest;
  await access(path).catch((thrown: unknown) => Promise.reject(unsealed(folder, thrown)));
  const { files } = await readJsonFile(path, manifest);
  const listed = new Map(files.map((entry) => [entry.file, entry]));
  const present = new Set(await filesBelow(folder));
  const problems: ManifestProblem[] = [];
  for (const file of [...new Set([...listed.keys(), ...present])].sort()) {
    const entry = listed.get(file);
    if (entry === undefined) problems.push({ file, problem: "unlisted" });
    else if (!present.has(file)) problems.push({ file, problem: "missing" });
    else {
      const now = await fingerprint(folder, file);
      if (now.size !== entry.size || now.sha256 !== entry.sha256) problems.push({ file, problem: "edited" });
    }
  }
  return problems;
}

/**
 * Lets only an unchanged run pass.
 * @throws DrillError "evidence.edited" naming every file that differs, or what `verifyManifest` throws
 */
export async function requireIntact(folder: string): Promise<void> {
  const problems = await verifyManifest(folder);
  if (problems.length === 0) return;
  throw new DrillError({
    code: "evidence.edited",
    kind: "usage",
    message: `the evidence in ${folder} was changed after the run: ${problems.map(describe).join(", ")}`,
    remedy: "judge an unchanged copy of the folder, or run the drill again",
  });
}

function describe({ file, problem }: ManifestProblem): string {
  return `${file} (${problem})`;
}

/** Everything below the folder that is no folder, without the manifest, as relative paths in code-unit order. */
async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .filter((file) => file !== "manifest.json")
    .sort();
}

async function fingerprint(folder: string, file: string): Promise<{ file: string; size: number; sha256: string }> {
  const path = join(folder, file);
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return { file, size: (await stat(path)).size, sha256: hash.digest("hex") };
}

function unsealed(folder: string, thrown: unknown): DrillError {
  return new DrillError({
    code: "evidence.unsealed",
    kind: "usage",
    message: `${folder} has no manifest.json: it is no run's folder, or the run did not finish`,
    remedy: "point at the folder of a finished run",
    cause: thrown,
  });
}

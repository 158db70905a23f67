import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { onTestFinished, vi } from "vitest";
import { runCommandLine } from "../../../cli/command-line.ts";
import { type Edges, realEdges } from "../../../cli/edges.ts";
import type { EnvironmentLease } from "../../../engine/environment/record.ts";
import type { Toolset } from "../../../toolchain/toolset.ts";

/** How a command line ended. */
export interface Ended {
  exitCode: number;
  stdout: string;
  stderr: string;
  /** how often the Docker daemon was offered to be stopped */
  dockerDrops: number;
}

/**
 * Runs a command line in this process. Whatever is slow or needs a machine fails the test unless the test plays it.
 * @param played what stands for the edges
 */
export async function drill(args: readonly string[], played: Partial<Edges> = {}): Promise<Ended> {
  const out: string[] = [];
  const err: string[] = [];
  let dockerDrops = 0;
  const edges: Edges = {
    print: (line) => void out.push(line),
    say: (line) => void err.push(line),
    ask: async () => "",
    findDrill: realEdges.findDrill,
    runDrill: unexpected("runDrill"),
    prepareToolset: unexpected("prepareToolset"),
    provision: unexpected("provision"),
    amend: unexpected("amend"),
    outputsOf: unexpected("outputsOf"),
    takeDown: unexpected("takeDown"),
    liftAllFaults: unexpected("liftAllFaults"),
    ensureDocker: unexpected("ensureDocker"),
    dropIdleDocker: async () => void (dockerDrops += 1),
    ...played,
  };
  const exitCode = await runCommandLine(args, edges);
  return { exitCode, stdout: out.join("\n"), stderr: err.join("\n"), dockerDrops };
}

/** An empty folder that holds the state and the cache of this test's command lines; it is gone afterwards. */
export async function ownFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "drill-cli-"));
  vi.stubEnv("DRILL_STATE_DIR", join(folder, "state"));
  vi.stubEnv("DRILL_CACHE_DIR", join(folder, "cache"));
  vi.stubEnv("DRILL_RUNS_DIR", join(folder, "runs"));
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true });
  });
  return folder;
}

/** Tools that are said to be there, with these changes. */
export const aToolset = (changed: Partial<Toolset> = {}): Toolset => ({
  world: "registry-only",
  kind: "/nowhere/kind",
  kubectl: "/nowhere/kubectl",
  pulumiRoot: "/nowhere/pulumi",
  k6: Promise.resolve("/nowhere/k6"),
  targetArchive: unexpected("targetArchive"),
  chaosDefaults: unexpected("chaosDefaults"),
  observabilityDefaults: unexpected("observabilityDefaults"),
  backupDefaults: unexpected("backupDefaults"),
  objectStorageImage: unexpected("objectStorageImage"),
  stackDefaults: { referenceImage: "reference:1", documentsKind: "ferretdb", documentsImage: "ferretdb:1" },
  facts: () => ({ tools: [], plugins: {}, limits: [] }),
  ...changed,
});

function unexpected(name: string) {
  return async (): Promise<never> => {
    throw new Error(`${name} is not expected to be called`);
  };
}

/** The record of an environment that is kept, with these changes. */
export const aLease = (changed: Partial<EnvironmentLease> = {}): EnvironmentLease => ({
  schema: "biowerk-drill/lease/1",
  id: "e1",
  stack: "smoke",
  owner: "o",
  createdAt: "2026-01-01T00:00:00Z",
  renewedAt: "2026-01-01T00:00:00Z",
  ttlMs: 3_600_000,
  holder: null,
  status: "kept",
  config: {},
  clusterProvider: "kind",
  clusterName: "biowerk-e1",
  pulumiRoot: "/nowhere/pulumi",
  kind: "/nowhere/kind",
  ...changed,
});

/** Every file below the folder, folders without any left out. */
export async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map((entry) => relative(folder, join(entry.parentPath, entry.name))).sort();
}

import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import * as z from "zod";
import { DrillError } from "../../common/errors.ts";
import { environmentsFolder, homeOf } from "./home.ts";
import { holder } from "./holder.ts";

/** The lease record of an environment: who holds it, how long, and what takes it down. */
export const environmentLease = z.strictObject({
  schema: z.literal("biowerk-drill/lease/1"),
  id: z.string(),
  /** the drill stack it was made from, e.g. "smoke" */
  stack: z.string(),
  owner: z.string(),
  createdAt: z.iso.datetime(),
  renewedAt: z.iso.datetime(),
  ttlMs: z.int().positive(),
  /** the process that works on it, or the last one that did; null after it was given back */
  holder: holder.nullable(),
  /** "kept" outlives the process that made it; all others are that process's to take down */
  status: z.enum(["creating", "up", "kept", "destroying"]),
  /** the stack's whole config, without prefix; it holds no secrets, since those are generated in the stack */
  config: z.record(z.string(), z.string()),
  clusterProvider: z.string(),
  clusterName: z.string(),
  /** CLI and plugins chosen when it was made; the same ones take it down */
  pulumiRoot: z.string(),
  kind: z.string(),
});

export type EnvironmentLease = z.infer<typeof environmentLease>;

/**
 * Writes the record whole or not at all. Reading and writing are synchronous, so that no two changes by one process
 * overlap; other processes may write only once they hold the lease.
 */
export function writeLease(lease: EnvironmentLease): void {
  const file = homeOf(lease.id).record;
  const stage = `${file}.${process.pid}`;
  writeFileSync(stage, `${JSON.stringify(environmentLease.parse(lease), null, 2)}\n`, { mode: 0o600 });
  renameSync(stage, file);
}

/** @throws DrillError environment.unknown where no such environment is recorded */
export function readLease(id: string): EnvironmentLease {
  const text = recordText(id);
  if (text === undefined) {
    throw new DrillError({
      code: "environment.unknown",
      kind: "usage",
      message: `there is no environment ${id}`,
      remedy: "see the environments that exist with: drill list",
    });
  }
  return environmentLease.parse(JSON.parse(text));
}

/** Changes the record and renews the lease. */
export function renewLease(id: string, change: Partial<EnvironmentLease> = {}, now = new Date()): EnvironmentLease {
  const lease = { ...readLease(id), ...change, renewedAt: now.toISOString() };
  writeLease(lease);
  return lease;
}

/** The stack's config with the lease's own times, so that the environment's namespace carries the whole record. */
export function configOf({ config, createdAt, renewedAt }: EnvironmentLease): Record<string, string> {
  return { ...config, createdAt, renewedAt };
}

/** Every recorded environment, oldest first. */
export async function listLeases(): Promise<EnvironmentLease[]> {
  const ids = await readdir(environmentsFolder()).catch(() => []);
  return ids.flatMap(readable).sort((a, b) => a.createdAt.localeCompare(b.createdAt));
}

/** Forgets an environment of which nothing is left. */
export async function removeHome(id: string): Promise<void> {
  await rm(homeOf(id).folder, { recursive: true, force: true });
}

function readable(id: string): EnvironmentLease[] {
  try {
    return [readLease(id)];
  } catch {
    return [];
  }
}

function recordText(id: string): string | undefined {
  try {
    return readFileSync(homeOf(id).record, "utf8");
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw thrown;
  }
}

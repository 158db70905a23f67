import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import * as z from "zod";
import { DrillError } from "../../common/errors.ts";
import { processStartTime } from "../../toolchain/docker/host.ts";
import { environmentsFolder, homeOf } from "./home.ts";

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
  /** the process that works on it now, if any */
  holder: z.strictObject({ pid: z.int(), startTime: z.string() }).nullable(),
  status: z.enum(["creating", "up", "destroying"]),
  clusterProvider: z.string(),
  clusterName: z.string(),
  /** CLI and plugins chosen when it was made; the same ones take it down */
  pulumiRoot: z.string(),
  kind: z.string(),
});

export type EnvironmentLease = z.infer<typeof environmentLease>;

/** Writes the record whole or not at all. */
export async function writeLease(lease: EnvironmentLease): Promise<void> {
  const file = homeOf(lease.id).record;
  const stage = `${file}.${process.pid}`;
  await writeFile(stage, `${JSON.stringify(environmentLease.parse(lease), null, 2)}\n`, { mode: 0o600 });
  await rename(stage, file);
}

/** @throws DrillError environment.unknown where no such environment is recorded */
export async function readLease(id: string): Promise<EnvironmentLease> {
  const text = await readFile(homeOf(id).record, "utf8").catch(() => undefined);
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

/** Every recorded environment, oldest first. */
export async function listLeases(): Promise<EnvironmentLease[]> {
  const ids = await readdir(environmentsFolder()).catch(() => []);
  const leases = await Promise.all(ids.map((id) => readLease(id).catch(() => undefined)));
  return leases.filter((lease) => lease !== undefined).sort((a, b) => a.createdAt.localeCompare(b.createdAt));
}

/** Forgets an environment of which nothing is left. */
export async function removeHome(id: string): Promise<void> {
  await rm(homeOf(id).folder, { recursive: true, force: true });
}

/** Whether the lease ran out and nobody works on the environment: `gc` may take it down. */
export function isExpired(lease: EnvironmentLease, now: Date): boolean {
  return now.getTime() > Date.parse(lease.renewedAt) + lease.ttlMs;
}

/** Whether the process that worked on the environment died before it was up or down. */
export async function isOrphan(lease: EnvironmentLease): Promise<boolean> {
  if (lease.status === "up" && lease.holder === null) return false;
  if (lease.holder === null) return true;
  return (await processStartTime(lease.holder.pid)) !== lease.holder.startTime;
}

/** Nobody works on the environment any more, and it stays up until its lease runs out. */
export async function releaseHolder(id: string): Promise<void> {
  await writeLease({ ...(await readLease(id)), holder: null });
}

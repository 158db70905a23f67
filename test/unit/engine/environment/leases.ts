import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { vi } from "vitest";
import { createHome } from "../../../../engine/environment/home.ts";
import { type EnvironmentLease, writeLease } from "../../../../engine/environment/record.ts";

export const hourMs = 3_600_000;

/** The lease of an environment that is kept, made at noon for an hour. */
export function someLease(changes: Partial<EnvironmentLease> = {}): EnvironmentLease {
  return {
    schema: "biowerk-drill/lease/1",
    id: "smoke-2601311200-ab12",
    stack: "smoke",
    owner: "someone",
    createdAt: "2026-01-31T12:00:00.000Z",
    renewedAt: "2026-01-31T12:00:00.000Z",
    ttlMs: hourMs,
    holder: null,
    status: "kept",
    config: { replicas: "2" },
    clusterProvider: "kind",
    clusterName: "biowerk-smoke-2601311200-ab12",
    pulumiRoot: "/nowhere",
    kind: "/nowhere/kind",
    ...changes,
  };
}

/** Records an environment. */
export async function recorded(changes: Partial<EnvironmentLease> = {}): Promise<EnvironmentLease> {
  const lease = someLease(changes);
  await createHome(lease.id);
  writeLease(lease);
  return lease;
}

/** A state folder of its own; what it gives removes it. */
export async function ownState(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "drill-state-"));
  vi.stubEnv("DRILL_STATE_DIR", folder);
  return async () => {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true });
  };
}

import { execa } from "execa";
import * as z from "zod";
import type { EnvironmentLease } from "./record.ts";

const container = z.object({
  Mounts: z.array(z.object({ Name: z.string().optional() })),
  NetworkSettings: z.object({
    Ports: z.record(z.string(), z.array(z.object({ HostPort: z.string() })).nullable()),
  }),
});

/**
 * What else runs here under a lease: a leak check must not call another environment's things left behind.
 * @returns a test for the names that an inventory gives to things
 */
export async function thingsOf(leases: EnvironmentLease[]): Promise<(thing: string) => boolean> {
  if (leases.length === 0) return () => false;
  const names = leases.flatMap((lease) => [lease.id, lease.clusterName]);
  const holders = leases.flatMap((lease) => (lease.holder === null ? [] : [lease.holder.pid]));
  const inspected = (await Promise.all(leases.map((lease) => inspectCluster(lease.clusterName)))).flat();
  const volumes = new Set(inspected.flatMap((each) => each.Mounts.map((mount) => mount.Name)));
  const ports = new Set(
    inspected.flatMap((each) =>
      Object.values(each.NetworkSettings.Ports).flatMap((bindings) => (bindings ?? []).map((one) => one.HostPort)),
    ),
  );
  const descendants = await descendantsOf(holders);
  return (thing) =>
    names.some((name) => thing.includes(name)) ||
    volumes.has(thing) ||
    ports.has(thing.split(":").at(-1) ?? "") ||
    descendants(Number(thing.split(" ")[0]));
}

async function inspectCluster(name: string): Promise<z.infer<typeof container>[]> {
  const { stdout } = await execa("docker", [
    "ps",
    "--all",
    "--quiet",
    "--filter",
    `label=io.x-k8s.kind.cluster=${name}`,
  ]);
  if (stdout === "") return [];
  const inspected = await execa("docker", ["inspect", ...stdout.split("\n")], { reject: false });
  // A container that went away meanwhile is nobody's.
  return z
    .array(container)
    .catch([])
    .parse(JSON.parse(inspected.stdout || "[]"));
}

async function descendantsOf(ancestors: number[]): Promise<(pid: number) => boolean> {
  const parents = new Map<number, number>();
  const { stdout } = await execa("ps", ["-eo", "pid=,ppid="], { reject: false });
  for (const line of stdout.split("\n")) {
    const [pid, parent] = line.trim().split(/\s+/).map(Number);
    if (pid !== undefined && parent !== undefined) parents.set(pid, parent);
  }
  return (pid) => {
    for (let at: number | undefined = pid; at !== undefined && at > 1; at = parents.get(at)) {
      if (ancestors.includes(at)) return true;
    }
    return false;
  };
}

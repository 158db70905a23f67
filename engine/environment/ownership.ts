import { execa } from "execa";
import * as z from "zod";
import type { EnvironmentLease } from "./record.ts";
import type { Trace } from "./trace.ts";

/** What the things of an environment are known by. */
export interface Marks {
  /** its id and its cluster's name, which its things carry in their names, paths or command lines */
  names: string[];
  /** things that no name tells: volumes of its containers, and their ports on this machine, "127.0.0.1:<port>" */
  things: string[];
  /** the process that works on it, and so whatever that started */
  holder: number | null;
}

/** Asks Docker what belongs to the environment's cluster; to be asked before the cluster goes. */
export async function marksOf(lease: Pick<EnvironmentLease, "id" | "clusterName" | "holder">): Promise<Marks> {
  const containers = await inspectCluster(lease.clusterName);
  return {
    names: [lease.id, lease.clusterName],
    things: containers.flatMap(({ Mounts, HostConfig }) => [
      ...Mounts.flatMap(({ Name }) => Name ?? []),
      ...Object.values(HostConfig.PortBindings ?? {}).flatMap((bindings) =>
        bindings.map(({ HostIp, HostPort }) => `${HostIp}:${HostPort}`),
      ),
    ]),
    holder: lease.holder?.pid ?? null,
  };
}

/** Whether a thing is the environment's. */
export function isMarked({ names, things, holder }: Marks, { name, process }: Trace): boolean {
  return (
    things.includes(name) ||
    names.some((mark) => name.includes(mark) || process?.text.includes(mark)) ||
    (holder !== null && process !== undefined && process.lineage.includes(holder))
  );
}

const container = z.object({
  Mounts: z.array(z.object({ Name: z.string().optional() })),
  HostConfig: z.object({
    PortBindings: z.record(z.string(), z.array(z.object({ HostIp: z.string(), HostPort: z.string() }))).nullish(),
  }),
});

async function inspectCluster(name: string): Promise<z.infer<typeof container>[]> {
  const filter = `label=io.x-k8s.kind.cluster=${name}`;
  const { stdout } = await execa("docker", ["ps", "--all", "--quiet", "--filter", filter]);
  if (stdout === "") return [];
  const inspected = await execa("docker", ["inspect", ...stdout.split("\n")], { reject: false });
  // A container that went away meanwhile is nobody's.
  return z
    .array(container)
    .catch([])
    .parse(JSON.parse(inspected.stdout || "[]"));
}

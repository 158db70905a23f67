import { userInfo } from "node:os";
import { parseDuration } from "../common/duration.ts";
import { messageOf } from "../common/errors.ts";
import { imageOf } from "../components/biowerk/images.ts";
import { serviceNames } from "../contract/services.ts";
import { kindClusterName } from "../components/naming.ts";
import { thisProcess } from "../engine/environment/holder.ts";
import { homeOf } from "../engine/environment/home.ts";
import type { Following } from "../engine/environment/provision.ts";
import { type EnvironmentLease, listLeases } from "../engine/environment/record.ts";
import type { EnvironmentSource } from "../engine/environment-source.ts";
import type { Toolset } from "../toolchain/toolset.ts";
import { bundlers } from "./bundlers.ts";
import { type Edges, realEdges } from "./edges.ts";
import { askedConfig } from "./preflight/asked-config.ts";
import { worldConfig } from "./world-config.ts";

/** What every environment asks for. */
export interface SourceWish extends Following {
  id: string;
  mayStartDocker: boolean;
}

/** An environment of its own for a run or for `up`. */
export async function newSource(
  wish: SourceWish & { stack: string; overrides: readonly string[]; secrets?: Record<string, string> },
  edges: Edges = realEdges,
): Promise<EnvironmentSource> {
  const asked = await askedConfig(wish.stack, wish.overrides);
  const toolset = await edges.prepareToolset({ ...wish, ...bundlers });
  const world = await worldConfig(asked, toolset);
  const config = {
    ...world,
    ...asked,
    ...(await targetImages(asked, world, toolset)),
    environmentId: wish.id,
    owner: userInfo().username,
  };
  return sourceOf(
    { id: wish.id, stack: wish.stack, config, secrets: wish.secrets ?? {} },
    { toolset, say: wish.say, edges },
  );
}

/** An environment that is to be. */
interface Planned {
  id: string;
  stack: string;
  config: Record<string, string>;
  secrets: Record<string, string>;
}

async function sourceOf(
  planned: Planned,
  by: { toolset: Toolset; say: (line: string) => void; edges: Edges },
): Promise<EnvironmentSource> {
  const { toolset, say, edges } = by;
  const { id, stack, config, secrets } = planned;
  const known = Object.keys(secrets).length === 0 ? {} : { secretsFile: homeOf(id).secrets };
  const lease = await newLease(id, stack, toolset, { ...config, ...known });
  return {
    lease,
    facts: toolset.facts,
    k6: toolset.k6,
    objectStorageImage: toolset.objectStorageImage,
    bringUp: (signal) => edges.provision(lease, { say, signal }, secrets),
    takeDown: async (signal) => {
      // What failed before it was recorded came to nothing.
      if (!(await isRecorded(lease.id))) return [];
      return edges.takeDown(lease.id, { say, signal });
    },
    amend: (change, signal) => edges.amend(lease, change, { say, signal }),
    successor: (change) => {
      const next = successorId(id);
      const changed = { ...config, ...change.config, environmentId: next };
      return sourceOf({ id: next, stack, config: changed, secrets: change.secrets }, by);
    },
  };
}

/** Neither is within the other, so that what is left of one is never taken for the other's. */
const successorId = (id: string) => `next-${id.replace(/^[a-z]+-/, "")}`;

/** BIOwerk's own images are loaded into the cluster beside the others, so that it needs no registry. */
async function targetImages(
  asked: Record<string, string>,
  world: Record<string, string>,
  toolset: Toolset,
): Promise<Record<string, string>> {
  const { registry, tag } = asked;
  if (asked["images"] !== "registry" || registry === undefined || tag === undefined) return {};
  const refs = serviceNames.map((service) => imageOf({ kind: "registry", registry, tag }, service).image);
  const others = JSON.parse(world["imageArchives"] ?? "[]") as string[];
  return { imageArchives: JSON.stringify([...others, await toolset.targetArchive(refs)]) };
}

async function isRecorded(id: string): Promise<boolean> {
  return (await listLeases()).some((lease) => lease.id === id);
}

/** The lease record of an environment that this process holds. */
export async function newLease(
  id: string,
  stack: string,
  toolset: Toolset,
  config: Record<string, string>,
): Promise<EnvironmentLease> {
  const now = new Date().toISOString();
  return {
    schema: "biowerk-drill/lease/1",
    id,
    stack,
    owner: config["owner"] ?? "unknown",
    createdAt: now,
    renewedAt: now,
    ttlMs: parseDuration(config["ttl"] ?? "4h"),
    holder: await thisProcess(),
    status: "creating",
    config,
    clusterProvider: config["clusterProvider"] ?? "kind",
    clusterName: kindClusterName(id),
    pulumiRoot: toolset.pulumiRoot,
    kind: toolset.kind,
  };
}

/** Takes down what a verb could not finish; that this fails too must not hide what failed before. */
export async function takeDownAfterFailure(source: EnvironmentSource, deadlineMs: number): Promise<string[]> {
  const { id } = source.lease;
  try {
    return (await source.takeDown?.(AbortSignal.timeout(deadlineMs))) ?? [];
  } catch (thrown) {
    return [`environment ${id}: ${messageOf(thrown)} (drill down ${id})`];
  }
}

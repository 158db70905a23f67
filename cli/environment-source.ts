import { userInfo } from "node:os";
import { parseDuration } from "../common/duration.ts";
import { imageOf } from "../components/biowerk/images.ts";
import { serviceNames } from "../contract/services.ts";
import { kindClusterName } from "../components/naming.ts";
import { bundleReference } from "../reference/bundle.ts";
import type { Limiter } from "../engine/load/sizing.ts";
import { dropOwnDaemonIfIdle } from "../engine/environment/idle.ts";
import { plainStackOutputs } from "../engine/environment/plain-stack.ts";
import { outputsOf, provision, takeDown } from "../engine/environment/provision.ts";
import { type EnvironmentLease, listLeases } from "../engine/environment/record.ts";
import type { EnvironmentSource } from "../engine/run-drill.ts";
import { processStartTime } from "../toolchain/docker/host.ts";
import { parseStackConfig } from "../stacks/config.ts";
import { prepareToolset, type Toolset } from "../toolchain/toolset.ts";
import { shellVariables } from "./shell-environment.ts";
import { limiterOf, stackConfig } from "./stack-file.ts";

interface Wish {
  id: string;
  mayStartDocker: boolean;
  say: (line: string) => void;
  signal: AbortSignal;
}

export interface DrillSource extends EnvironmentSource {
  limiter: Limiter | null;
  stack: string;
}

/** An environment of its own for a run or for `up`. */
export async function newSource(wish: Wish & { stack: string; overrides: string[] }): Promise<DrillSource> {
  const asked = await stackConfig(wish.stack, wish.overrides);
  checkConfig(asked, wish.id);
  const toolset = await prepareToolset({ ...wish, bundleReference });
  const config = {
    ...toolset.stackDefaults,
    ...asked,
    ...(await targetImages(asked, toolset)),
    environmentId: wish.id,
    owner: userInfo().username,
    createdAt: new Date().toISOString(),
  };
  const lease = await newLease(wish.id, wish.stack, toolset, config);
  return {
    lease,
    stack: wish.stack,
    facts: toolset.facts,
    k6: toolset.k6,
    limiter: limiterOf(config),
    bringUp: (signal) => provision(lease, config, { say: wish.say, signal }),
    takeDown: async (signal) => {
      const left = await takeDown(lease.id, { say: wish.say, signal });
      await dropOwnDaemonIfIdle(wish.say);
      return left;
    },
  };
}

/** Says what is wrong with the config before anything is built; images that the toolset names later are stood in for. */
function checkConfig(asked: Record<string, string>, environmentId: string): void {
  const later = { referenceImage: "later:0", documentsKind: "ferretdb", documentsImage: "later:0" };
  parseStackConfig({ ...later, environmentId, owner: userInfo().username, ...asked });
}

/** BIOwerk's own images are loaded into the cluster beside the others, so that it needs no registry. */
async function targetImages(asked: Record<string, string>, toolset: Toolset): Promise<Record<string, string>> {
  const { registry, tag } = asked;
  if (asked["images"] !== "registry" || registry === undefined || tag === undefined) return {};
  const refs = serviceNames.map((service) => imageOf({ kind: "registry", registry, tag }, service).image);
  const others = JSON.parse(toolset.stackDefaults["imageArchives"] ?? "[]") as string[];
  return { imageArchives: JSON.stringify([...others, await toolset.targetArchive(refs)]) };
}

/** An environment that is up and stays up: one of ours, or a stack that plain `pulumi up` made. */
export async function attachedSource(wish: Wish): Promise<DrillSource> {
  const toolset = await prepareToolset({ ...wish, bundleReference });
  const own = (await listLeases()).find((lease) => lease.id === wish.id);
  const stack = own?.stack ?? wish.id;
  const config = await stackConfig(stack, []);
  const shell = own === undefined ? await shellVariables(toolset) : {};
  return {
    lease: own ?? (await newLease(wish.id, stack, toolset, config)),
    stack,
    facts: toolset.facts,
    k6: toolset.k6,
    limiter: limiterOf(config),
    bringUp: (signal) => (own ? outputsOf(own, { say: wish.say, signal }) : plainStackOutputs(wish.id, shell)),
  };
}

async function newLease(
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
    holder: { pid: process.pid, startTime: (await processStartTime(process.pid)) ?? "" },
    status: "creating",
    clusterProvider: config["clusterProvider"] ?? "kind",
    clusterName: kindClusterName(id),
    pulumiRoot: toolset.pulumiRoot,
    kind: toolset.kind,
  };
}

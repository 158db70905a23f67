import * as z from "zod";
import { guardName, guardPort } from "../../components/chaos/guard-address.ts";
import { DrillError, messageOf } from "../../common/errors.ts";
import { waitFor } from "../../common/wait.ts";
import type { ClusterApi } from "../probes/cluster-api.ts";
import type { ChainCounters, PortTraffic } from "./filter.ts";
import { leaseFormat } from "./lease-format.ts";

const chains = z.record(
  z.string(),
  z.object({
    dropped: z.record(z.string(), z.number()),
    ports: z.record(z.string(), z.object({ packets: z.number(), connects: z.number() })),
  }),
);

/** What the guard of each node says of its chains: node's guard pod -> chain -> counters. */
export const guardChains = (api: ClusterApi, namespace: string): Promise<Map<string, Record<string, ChainCounters>>> =>
  askGuards(api, namespace, { path: "/chains", answer: chains });

const format = z.object({ leaseFormat: z.string().default("none that it names") });

/** @throws Error where the guard of a node reads leases of another format than this program writes */
async function requireFormat(api: ClusterApi, namespace: string): Promise<void> {
  const formats = await askGuards(api, namespace, { path: "/lease-format", answer: format });
  for (const [guard, { leaseFormat: read }] of formats) {
    if (read !== leaseFormat) throw new Error(`the guard ${guard} reads leases of format ${read}, not ${leaseFormat}`);
  }
}

/** @returns node's guard pod -> its answer */
async function askGuards<Answer>(
  api: ClusterApi,
  namespace: string,
  { path, answer }: { path: string; answer: z.ZodType<Answer> },
): Promise<Map<string, Answer>> {
  const selector = `app.kubernetes.io/name=${guardName}`;
  const { items } = await api.core.listNamespacedPod({ namespace, labelSelector: selector });
  const answers = await Promise.all(
    items.map(async ({ metadata }) => {
      const name = metadata?.name ?? "";
      const { status, body } = await api.get(`/api/v1/namespaces/${namespace}/pods/${name}:${guardPort}/proxy${path}`);
      if (status !== 200) throw new Error(`the guard ${name} answered ${status}`);
      return [name, answer.parse(JSON.parse(body))] as const;
    }),
  );
  if (answers.length === 0) throw new Error("no guard runs in this environment");
  return new Map(answers);
}

const daemonSet = z.object({ status: z.object({ desiredNumberScheduled: z.int() }) });

/** The same, of every node that is to have a guard. @throws Error where one has none, or one does not answer */
async function everyGuard(api: ClusterApi, namespace: string): Promise<Map<string, Record<string, ChainCounters>>> {
  const path = `/apis/apps/v1/namespaces/${namespace}/daemonsets/${guardName}`;
  const { status, body } = await api.get(path);
  if (status !== 200) throw new Error(`${path} answered ${status}`);
  const wanted = daemonSet.parse(JSON.parse(body)).status.desiredNumberScheduled;
  const guards = await guardChains(api, namespace);
  if (guards.size < wanted) throw new Error(`${guards.size} of ${wanted} nodes have a guard`);
  return guards;
}

/**
 * @throws DrillError fault.no-guard unless the guard of every node answers and reads what this program writes: without
 * it, faults could outlive the drill
 */
export async function requireGuard(api: ClusterApi, namespace: string): Promise<void> {
  try {
    await everyGuard(api, namespace);
    await requireFormat(api, namespace);
  } catch (cause) {
    throw new DrillError({
      code: "fault.no-guard",
      kind: "environment",
      message: `refused: nothing would lift the faults if this drill died: ${messageOf(cause)}`,
      remedy:
        "use the stack chaos, or set biowerk:faultLinks to true and see whether the pods of the guard are ready; bring up anew what another version of this program brought up",
      cause,
    });
  }
}

/** Waits until no node has any of the chains. @throws DrillError wait.timeout naming the nodes that have */
export async function chainsGone(
  api: ClusterApi,
  namespace: string,
  names: readonly string[],
  { guardMs, everyMs }: { guardMs: number; everyMs: number },
): Promise<void> {
  const wait = {
    what: `the removal of ${names.join(", ")} from the packet filters`,
    timeoutMs: guardMs,
    everyMs,
    remedy: "see the log of the guard; on the node: iptables -F and -X with the name of the chain",
  };
  await waitFor(wait, async () => {
    // A node whose guard is away may have it still.
    const guards = await everyGuard(api, namespace);
    const having = [...guards].filter(([, seen]) => names.some((name) => name in seen)).map(([guard]) => guard);
    return having.length === 0 ? { done: true, value: undefined } : { done: false, seen: having.join(", ") };
  });
}

/**
 * What came to each watched port since the rules last changed. The node that the pod is on sees all of it; other nodes
 * count once more what passes them on its way there.
 */
export async function portTraffic(
  api: ClusterApi,
  namespace: string,
  chain: string,
): Promise<ReadonlyMap<number, PortTraffic>> {
  const seen = new Map<number, PortTraffic>();
  for (const counters of (await guardChains(api, namespace)).values()) {
    for (const [port, { packets, connects }] of Object.entries(counters[chain]?.ports ?? {})) {
      const most = seen.get(Number(port)) ?? { packets: 0, connects: 0 };
      seen.set(Number(port), {
        packets: Math.max(most.packets, packets),
        connects: Math.max(most.connects, connects),
      });
    }
  }
  return seen;
}

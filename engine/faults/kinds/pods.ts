import type { ProbeContext } from "../../probes/probe.ts";
import type { Fault, Target } from "../fault.ts";
import { chainOf } from "../filter.ts";
import { guardChains } from "../guard-status.ts";
import { podsOf, type RunningPod } from "../running-pods.ts";

/** Kills pods at once, without grace; their controller replaces them. @param count how many of the workload's pods */
export function podsKilled(workload: string, count: number): Fault {
  let chosen: RunningPod[] = [];
  const name = `${workload}-killed`;
  return {
    name,
    summary: `${count} of ${workload}'s pods ${count === 1 ? "is" : "are"} killed without grace; Kubernetes replaces ${count === 1 ? "it" : "them"}`,
    targets: async (context) => {
      chosen = (await podsOf(context, workload)).slice(0, count);
      return chosen.map(targetOf(workload));
    },
    // The controller undoes it.
    undo: async () => [],
    inject: async ({ api, environment: { namespace } }) => {
      for (const pod of chosen) {
        await api.remove(`/api/v1/namespaces/${namespace}/pods/${pod.name}?gracePeriodSeconds=0`);
      }
    },
    effect: async (context) => {
      const uids = new Set((await podsOf(context, workload)).map(({ uid }) => uid));
      const gone = chosen.filter(({ uid }) => !uids.has(uid)).length;
      return [{ subject: name, ok: gone === count ? true : null, detail: `${gone} of ${count} pods gone` }];
    },
    restored: async ({ api, environment }) => {
      const found = await api.apps.readNamespacedDeployment({ namespace: environment.namespace, name: workload });
      const { availableReplicas = 0 } = found.status ?? {};
      const wanted = found.spec?.replicas ?? 1;
      return [
        { subject: workload, ok: availableReplicas >= wanted, detail: `${availableReplicas} of ${wanted} available` },
      ];
    },
  };
}

/** Cuts pods off from all other pods, both ways. @param count how many of the workload's pods */
export function podsCut(workload: string, count: number | "all"): Fault {
  let chosen: RunningPod[] = [];
  const name = `${workload}-cut`;
  return {
    name,
    summary: `${count} of ${workload}'s pods can reach no other pod, and no other pod can reach ${count === 1 ? "it" : "them"}`,
    targets: async (context) => {
      chosen = (await podsOf(context, workload)).slice(0, count === "all" ? undefined : count);
      return chosen.map(targetOf(workload));
    },
    undo: async ({ runId }) => [{ op: "flush-chain", chain: chainOf(runId) }],
    cut: async (context) => ({
      pods: chosen.map(({ ip }) => ip),
      networks: await podNetworks(context),
    }),
    // The guard does it, for as long as the lease asks for it.
    inject: async () => undefined,
    // Each pod by its own packets: other faults may cut other pods off by the same chain.
    effect: async (context) => {
      const seen = await droppedPackets(context, chosen);
      const detail = seen.map(({ pod, packets }) => `${packets} packets of ${pod} dropped`).join(", ");
      const all = seen.length > 0 && seen.every(({ packets }) => packets > 0);
      return [{ subject: name, ok: all ? true : null, detail: detail || `no pod of ${workload} runs` }];
    },
    restored: async (context) => {
      const left = (await droppedPackets(context, chosen)).filter(({ packets }) => packets > 0);
      const detail =
        left.length === 0 ? "nothing is dropped any more" : `still cut off: ${left.map(({ pod }) => pod).join(", ")}`;
      return [{ subject: name, ok: left.length === 0, detail }];
    },
  };
}

/** How many packets to and from each pod the packet filters of all nodes dropped while their rules were in force. */
async function droppedPackets(
  { api, environment, runId }: ProbeContext,
  pods: readonly RunningPod[],
): Promise<{ pod: string; packets: number }[]> {
  const chains = [...(await guardChains(api, environment.namespace)).values()];
  return pods.map(({ name, ip }) => {
    const counted = chains.map((seen) => seen[chainOf(runId)]?.dropped[ip] ?? 0);
    return { pod: name, packets: counted.reduce((sum, each) => sum + each, 0) };
  });
}

const targetOf =
  (workload: string) =>
  ({ name }: RunningPod): Target => ({ kind: "pod", name, workload });

/** The networks that pods have their addresses in, as the nodes say. */
async function podNetworks({ api }: ProbeContext): Promise<string[]> {
  const { items } = await api.core.listNode();
  const networks = items.flatMap(({ spec }) => spec?.podCIDRs ?? []).filter((network) => !network.includes(":"));
  if (networks.length === 0) throw new Error("no node says which network its pods are in");
  return networks;
}

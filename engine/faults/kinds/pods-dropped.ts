import type { ProbeContext } from "../../probes/probe.ts";
import type { ChosenPods } from "../chosen-pods.ts";
import type { FaultMeans } from "../fault.ts";
import { chainOf } from "../filter.ts";
import { guardChains } from "../guard-status.ts";
import type { RunningPod } from "../running-pods.ts";

/** Cuts pods off by the packet filter of the nodes, which their guards alone touch. @param name of the fault */
export function dropped(name: string, chosen: ChosenPods): FaultMeans {
  return {
    undo: async ({ runId }) => [{ op: "flush-chain", chain: chainOf(runId) }],
    cut: async (context) => ({
      pods: chosen.pods.map(({ ip }) => ip),
      networks: await podNetworks(context),
    }),
    // The guard does it, for as long as the lease asks for it.
    inject: async () => undefined,
    // Each pod by its own packets: other faults may cut other pods off by the same chain.
    effect: async (context) => {
      const seen = await droppedPackets(context, chosen.pods);
      const detail = seen.map(({ pod, packets }) => `${packets} packets of ${pod} dropped`).join(", ");
      const all = seen.length > 0 && seen.every(({ packets }) => packets > 0);
      return [{ subject: name, ok: all ? true : null, detail: detail || `no pod of ${chosen.workload} runs` }];
    },
    restored: async (context) => {
      const left = (await droppedPackets(context, chosen.pods)).filter(({ packets }) => packets > 0);
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

/** The networks that pods have their addresses in, as the nodes say. */
async function podNetworks({ api }: ProbeContext): Promise<string[]> {
  const { items } = await api.core.listNode();
  const networks = items.flatMap(({ spec }) => spec?.podCIDRs ?? []).filter((network) => !network.includes(":"));
  if (networks.length === 0) throw new Error("no node says which network its pods are in");
  return networks;
}

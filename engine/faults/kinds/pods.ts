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
export function podsCut(workload: string, count: number): Fault {
  let chosen: RunningPod[] = [];
  const name = `${workload}-cut`;
  return {
    name,
    summary: `${count} of ${workload}'s pods can reach no other pod, and no other pod can reach ${count === 1 ? "it" : "them"}`,
    targets: async (context) => {
      chosen = (await podsOf(context, workload)).slice(0, count);
      return chosen.map(targetOf(workload));
    },
    undo: async ({ runId }) => [{ op: "flush-chain", chain: chainOf(runId) }],
    cut: async (context) => ({
      pods: chosen.map(({ ip }) => ip),
      networks: await podNetworks(context),
    }),
    // The guard does it, for as long as the lease asks for it.
    inject: async () => undefined,
    effect: async ({ api, environment, runId }) => {
      const chains = await guardChains(api, environment.namespace);
      const dropped = [...chains.values()].flatMap((seen) => seen[chainOf(runId)]?.dropped ?? []);
      const packets = dropped.reduce((sum, each) => sum + each, 0);
      const detail =
        dropped.length === 0 ? "no node has the chain" : `${packets} packets dropped on ${dropped.length} nodes`;
      return [{ subject: name, ok: packets > 0 ? true : null, detail }];
    },
    restored: async ({ api, environment, runId }) => {
      const chains = await guardChains(api, environment.namespace);
      const left = [...chains].filter(([, seen]) => (seen[chainOf(runId)]?.dropped ?? 0) > 0).map(([guard]) => guard);
      const detail = left.length === 0 ? "nothing is dropped any more" : `still dropped at ${left.join(", ")}`;
      return [{ subject: name, ok: left.length === 0, detail }];
    },
  };
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

import { ChosenPods } from "../chosen-pods.ts";
import { endpointsOf } from "../endpoints.ts";
import type { Fault } from "../fault.ts";
import { podsOf } from "../running-pods.ts";

/** Kills pods at once, without grace; their controller replaces them. @param count how many of the workload's pods */
export function podsKilled(workload: string, count: number): Fault {
  const chosen = new ChosenPods(workload, count);
  const name = `${workload}-killed`;
  return {
    name,
    summary: `${count} of ${workload}'s pods ${count === 1 ? "is" : "are"} killed without grace; Kubernetes replaces ${count === 1 ? "it" : "them"}`,
    targets: (context) => chosen.choose(context),
    // The controller undoes it.
    undo: async () => [],
    inject: async ({ api, environment: { namespace } }) => {
      for (const pod of chosen.pods) {
        await api.remove(`/api/v1/namespaces/${namespace}/pods/${pod.name}?gracePeriodSeconds=0`);
      }
    },
    effect: async (context) => {
      const uids = new Set((await podsOf(context, workload)).map(({ uid }) => uid));
      const called = await endpointsOf(context, workload);
      const gone = chosen.pods.filter(({ uid }) => !uids.has(uid));
      const left = gone.filter(({ uid }) => !called.has(uid)).length;
      const detail = `${gone.length} of ${count} pods gone, ${left} no longer among the endpoints of ${workload}`;
      return [{ subject: name, ok: left === count ? true : null, detail }];
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

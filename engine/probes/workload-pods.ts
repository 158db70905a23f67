import type { V1Pod } from "@kubernetes/client-node";
import type { ProbeContext } from "./probe.ts";

/** Pods of a workload that are not about to go. */
export async function podsThatStay(
  { api, environment }: Pick<ProbeContext, "api" | "environment">,
  workload: string,
): Promise<V1Pod[]> {
  const { items } = await api.core.listNamespacedPod({
    namespace: environment.namespace,
    labelSelector: `app.kubernetes.io/name=${workload}`,
  });
  return items.filter(({ metadata }) => metadata?.deletionTimestamp === undefined);
}

/** Whether a pod is served to. */
export const isReady = ({ status }: V1Pod): boolean =>
  (status?.conditions ?? []).some((each) => each.type === "Ready" && each.status === "True");

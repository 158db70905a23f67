import { DrillError } from "../../common/errors.ts";
import type { ProbeContext } from "../probes/probe.ts";

/** A pod that runs and is not about to go. */
export interface RunningPod {
  name: string;
  uid: string;
  ip: string;
}

const workloadName = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * Pods of one workload that run, by name.
 * @throws DrillError fault.selector for a name that would select anything but one workload
 */
export async function podsOf(
  { api, environment }: Pick<ProbeContext, "api" | "environment">,
  workload: string,
): Promise<RunningPod[]> {
  if (!workloadName.test(workload)) throw tooWide(workload);
  const { items } = await api.core.listNamespacedPod({
    namespace: environment.namespace,
    labelSelector: `app.kubernetes.io/name=${workload}`,
  });
  return items
    .flatMap(({ metadata, status }) =>
      status?.phase === "Running" && metadata?.deletionTimestamp === undefined && status.podIP !== undefined
        ? [{ name: metadata?.name ?? "", uid: metadata?.uid ?? "", ip: status.podIP }]
        : [],
    )
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function tooWide(workload: string): DrillError {
  return new DrillError({
    code: "fault.selector",
    kind: "usage",
    message: `refused: ${JSON.stringify(workload)} does not name one workload`,
    remedy: "name the workload whose pods the fault takes",
  });
}

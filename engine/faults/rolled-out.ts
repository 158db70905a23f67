import { setTimeout as sleep } from "node:timers/promises";
import type { V1Deployment } from "@kubernetes/client-node";
import { DrillError } from "../../common/errors.ts";
import type { ProbeContext } from "../probes/probe.ts";

/** How long pods may take to be replaced, milliseconds: with little CPU, some take minutes to start. */
const rolloutMs = 300_000;
const everyMs = 1_000;

/** Whether every pod is of the newest template and available, and no other is left. */
export function isRolledOut({ metadata, spec, status }: V1Deployment): boolean {
  const wanted = spec?.replicas ?? 1;
  const { observedGeneration = 0, updatedReplicas = 0, availableReplicas = 0, replicas = 0 } = status ?? {};
  const current = observedGeneration >= (metadata?.generation ?? 0);
  return current && updatedReplicas >= wanted && availableReplicas >= wanted && replicas === updatedReplicas;
}

export const readDeployment = ({ api, environment }: ProbeContext, name: string): Promise<V1Deployment> =>
  api.apps.readNamespacedDeployment({ namespace: environment.namespace, name });

/**
 * Waits until a workload's pods are replaced.
 * @param how.givenUp whether no more is to be waited for
 * @param how.signal ends the wait
 * @param how.timeoutMs milliseconds
 * @throws DrillError fault.rollout where they are not in time
 */
export async function rolledOut(
  context: ProbeContext,
  workload: string,
  how: { givenUp?: () => Promise<boolean>; signal?: AbortSignal; timeoutMs?: number } = {},
): Promise<void> {
  const { givenUp = async () => false, signal, timeoutMs = rolloutMs } = how;
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const deployment = await readDeployment(context, workload);
    if (isRolledOut(deployment) || (await givenUp())) return;
    if (performance.now() >= deadline) throw tooSlow(workload, deployment, timeoutMs);
    await sleep(everyMs, undefined, { ...(signal === undefined ? {} : { signal }) });
  }
}

function tooSlow(workload: string, { spec, status }: V1Deployment, timeoutMs: number): DrillError {
  const { updatedReplicas = 0, availableReplicas = 0 } = status ?? {};
  const seen = `${updatedReplicas} of ${spec?.replicas ?? 1} are new, ${availableReplicas} are available`;
  return new DrillError({
    code: "fault.rollout",
    kind: "environment",
    message: `the pods of ${workload} were not replaced within ${timeoutMs / 1_000} s: ${seen}`,
    remedy: "see events.ndjson and the pods' logs under pods/ in the run's folder for what they waited for",
  });
}

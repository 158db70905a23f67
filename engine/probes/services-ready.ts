import type { V1Deployment, V1Pod } from "@kubernetes/client-node";
import { setTimeout as sleep } from "node:timers/promises";
import type { Observation, Probe, ProbeContext } from "./probe.ts";

/** Every BIOwerk workload has all its replicas available within the deadline; if not, the pods say why. */
export function servicesReady(options: { deadlineMs: number }): Probe {
  return {
    name: "services-ready",
    observe: async (context) => {
      const deadline = performance.now() + options.deadlineMs;
      for (;;) {
        const looks = await look(context);
        if (looks.every((each) => each.available) || performance.now() >= deadline) {
          return looks.map((each) => each.observation);
        }
        await sleep(500, undefined, { signal: context.signal });
      }
    },
  };
}

interface Look {
  /** all replicas are up now, whatever it took */
  available: boolean;
  observation: Observation;
}

async function look({ api, environment }: ProbeContext): Promise<Look[]> {
  const namespace = environment.namespace;
  const [deployments, pods] = await Promise.all([
    api.apps.listNamespacedDeployment({ namespace }),
    api.core.listNamespacedPod({ namespace }),
  ]);
  return environment.workloads.map((name) => {
    const deployment = deployments.items.find((item) => item.metadata?.name === name);
    if (deployment === undefined) {
      return { available: false, observation: { subject: name, ok: false, detail: "there is no such Deployment" } };
    }
    return judgeDeployment(name, deployment, podsOf(deployment, pods.items));
  });
}

/** Ok = rolled out, available and never restarted; if not, in words that name the pods' own reasons. */
export function judgeDeployment(name: string, deployment: V1Deployment, pods: V1Pod[]): Look {
  const wanted = deployment.spec?.replicas ?? 1;
  const status = deployment.status ?? {};
  const restarts = pods.reduce((sum, pod) => sum + (pod.status?.containerStatuses?.[0]?.restartCount ?? 0), 0);
  const current = (status.observedGeneration ?? 0) >= (deployment.metadata?.generation ?? 0);
  const up = Math.min(status.availableReplicas ?? 0, status.updatedReplicas ?? 0);
  const available = current && up >= wanted;
  const counts = `${up} of ${wanted} replicas available, ${restarts} restarts`;
  if (available && restarts === 0) return { available, observation: { subject: name, ok: true, detail: counts } };
  const reasons = pods.map((pod) => `${pod.metadata?.name}: ${podReason(pod)}`);
  return { available, observation: { subject: name, ok: false, detail: [counts, ...reasons].join("; ") } };
}

/** Why a pod is not ready: its container's waiting or last exit reason, else the failing condition. */
export function podReason(pod: V1Pod): string {
  const container = pod.status?.containerStatuses?.[0];
  const waiting = container?.state?.waiting;
  const ended = container?.lastState?.terminated ?? container?.state?.terminated;
  const parts = [
    waiting?.reason === undefined ? undefined : `${waiting.reason}${waiting.message ? ` (${waiting.message})` : ""}`,
    ended === undefined ? undefined : `last exit ${ended.exitCode} ${ended.reason ?? ""}`.trim(),
    (container?.restartCount ?? 0) > 0 ? `${container?.restartCount} restarts` : undefined,
  ].filter((part) => part !== undefined);
  if (parts.length > 0) return parts.join(", ");
  const failing = pod.status?.conditions?.find((condition) => condition.status === "False");
  if (failing === undefined) return pod.status?.phase ?? "unknown";
  return [failing.reason, failing.message].filter(Boolean).join(": ");
}

function podsOf(deployment: V1Deployment, pods: V1Pod[]): V1Pod[] {
  const wanted = Object.entries(deployment.spec?.selector?.matchLabels ?? {});
  return pods.filter((pod) => wanted.every(([key, value]) => pod.metadata?.labels?.[key] === value));
}

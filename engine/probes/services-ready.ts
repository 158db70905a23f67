import type { V1Deployment, V1Pod } from "@kubernetes/client-node";
import { setTimeout as sleep } from "node:timers/promises";
import { lastEndedMs } from "./crash-loops.ts";
import type { Observation, Probe, ProbeContext } from "./probe.ts";

/** How long a restart counts that came before anyone looked, milliseconds: what is longer ago is history. */
const ofLateMs = 300_000;

/**
 * Every BIOwerk workload has all its replicas available within the deadline, and none restarted of late; if not, the
 * pods say why.
 * @param options.deadlineMs milliseconds
 * @param options.restartsSinceMs since when restarts count, milliseconds since the epoch (default: five minutes ago)
 */
export function servicesReady(options: { deadlineMs: number; restartsSinceMs?: number | undefined }): Probe {
  return {
    name: "services-ready",
    observe: async (context) => {
      const { deadlineMs, restartsSinceMs = Date.now() - ofLateMs } = options;
      const deadline = performance.now() + deadlineMs;
      for (;;) {
        const looks = await look(context, restartsSinceMs);
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

async function look({ api, environment }: ProbeContext, restartsSinceMs: number): Promise<Look[]> {
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
    return judgeDeployment(name, deployment, podsOf(deployment, pods.items), restartsSinceMs);
  });
}

/**
 * Ok = rolled out, available and not restarted of late; if not, in words that name the pods' own reasons.
 * @param restartsSinceMs since when restarts count, milliseconds since the epoch
 */
export function judgeDeployment(name: string, deployment: V1Deployment, pods: V1Pod[], restartsSinceMs: number): Look {
  const wanted = deployment.spec?.replicas ?? 1;
  const status = deployment.status ?? {};
  const restarts = pods.reduce((sum, pod) => sum + (pod.status?.containerStatuses?.[0]?.restartCount ?? 0), 0);
  const current = (status.observedGeneration ?? 0) >= (deployment.metadata?.generation ?? 0);
  const up = Math.min(status.availableReplicas ?? 0, status.updatedReplicas ?? 0);
  const available = current && up >= wanted;
  const counts = `${up} of ${wanted} replicas available, ${restarts} restarts`;
  const restartedOfLate = pods.some((pod) => hasRestarted(pod, restartsSinceMs));
  if (available && !restartedOfLate) return { available, observation: { subject: name, ok: true, detail: counts } };
  const reasons = pods.map((pod) => `${pod.metadata?.name}: ${podReason(pod)}`);
  return { available, observation: { subject: name, ok: false, detail: [counts, ...reasons].join("; ") } };
}

/** Where nobody knows when, it may have been of late. */
function hasRestarted(pod: V1Pod, sinceMs: number): boolean {
  const container = pod.status?.containerStatuses?.[0];
  return (container?.restartCount ?? 0) > 0 && (lastEndedMs(container) ?? Infinity) >= sinceMs;
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

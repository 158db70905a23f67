import { setTimeout as sleep } from "node:timers/promises";
import { autoscalerOf } from "../../probes/autoscaling.ts";
import type { ProbeContext } from "../../probes/probe.ts";
import type { Fault } from "../fault.ts";
import type { WorkloadRef } from "../undo.ts";
import { patchWorkload } from "../workload.ts";

const path = "/spec/maxReplicas";
const replicasPath = "/spec/replicas";

/** How long an autoscaler may take to take back what it added, milliseconds: it looks every 15 s. */
const takenBackWithinMs = 30_000;
const everyMs = 1_000;

/**
 * Lets a workload's autoscaler add pods. It is no fault in itself, but as much of a change: an environment keeps its
 * number of pods, so that other drills see the same system every time. Where there is no autoscaler, nothing is done.
 * Its effect is the permission alone: whether pods are added is for the drill to judge.
 * @param maxReplicas the most pods
 */
export function scalingAllowed(workload: string, maxReplicas: number): Fault {
  const ref: WorkloadRef = { kind: "HorizontalPodAutoscaler", name: workload };
  const subject = `${workload}-scaling`;
  const deployment: WorkloadRef = { kind: "Deployment", name: workload };
  let recorded: number | undefined;
  let pods: number | undefined;
  const most = async (context: ProbeContext) => (await autoscalerOf(context, workload))?.spec.maxReplicas;
  const replicas = async ({ api, environment: { namespace } }: ProbeContext) =>
    (await api.apps.readNamespacedDeployment({ namespace, name: workload })).spec?.replicas;
  return {
    name: `${workload}-scaling-allowed`,
    summary: `${workload} may have up to ${maxReplicas} pods`,
    targets: async () => [{ kind: "workload", name: workload }],
    undo: async (context) => {
      recorded = await most(context);
      if (recorded === undefined) return [];
      pods = await replicas(context);
      return [
        // The last is undone first: an autoscaler that may still add pods would do so at once.
        { op: "restore-fields", workload: deployment, fields: [{ path: replicasPath, value: pods ?? null }] },
        { op: "restore-fields", workload: ref, fields: [{ path, value: recorded }] },
      ];
    },
    inject: async ({ api, environment }) => {
      if (recorded === undefined) return;
      await patchWorkload(api, environment.namespace, ref, [{ path, value: maxReplicas }]);
    },
    effect: async (context) => {
      if (recorded === undefined) return [{ subject, ok: true, detail: "no autoscaler: nothing to allow" }];
      const now = await most(context);
      return [{ subject, ok: now === maxReplicas ? true : null, detail: `up to ${now} pods` }];
    },
    restored: async (context) => {
      if (recorded === undefined) return [{ subject, ok: true, detail: "no autoscaler" }];
      // A look of the autoscaler's that was under way when it was held back may have added pods after all.
      const deadline = performance.now() + takenBackWithinMs;
      for (;;) {
        const [up, now] = await Promise.all([most(context), replicas(context)]);
        const ok = up === recorded && now === pods;
        if (ok || performance.now() >= deadline) return [{ subject, ok, detail: `${now} pods wanted, up to ${up}` }];
        await sleep(everyMs);
      }
    },
  };
}

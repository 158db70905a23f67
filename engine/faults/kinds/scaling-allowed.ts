import { autoscalerOf } from "../../probes/autoscaling.ts";
import type { Fault } from "../fault.ts";
import type { WorkloadRef } from "../undo.ts";
import { patchWorkload } from "../workload.ts";

const path = "/spec/maxReplicas";

/**
 * Lets a workload's autoscaler add pods. It is no fault in itself, but as much of a change: an environment keeps its
 * number of pods, so that other drills see the same system every time. Where there is no autoscaler, nothing is done.
 * @param maxReplicas the most pods
 */
export function scalingAllowed(workload: string, maxReplicas: number): Fault {
  const ref: WorkloadRef = { kind: "HorizontalPodAutoscaler", name: workload };
  const subject = `${workload}-scaling`;
  let recorded: number | undefined;
  const most = async (context: Parameters<Fault["inject"]>[0]) =>
    (await autoscalerOf(context, workload))?.spec.maxReplicas;
  return {
    name: `${workload}-scaling-allowed`,
    summary: `${workload} may have up to ${maxReplicas} pods`,
    targets: async () => [{ kind: "workload", name: workload }],
    undo: async (context) => {
      recorded = await most(context);
      if (recorded === undefined) return [];
      return [{ op: "restore-fields", workload: ref, fields: [{ path, value: recorded }] }];
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
      const now = await most(context);
      return [{ subject, ok: now === recorded, detail: now === undefined ? "no autoscaler" : `up to ${now} pods` }];
    },
  };
}

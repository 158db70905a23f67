import * as z from "zod";
import { workloadPath } from "../faults/workload.ts";
import { eventually } from "./eventually.ts";
import type { Probe, ProbeContext } from "./probe.ts";

const autoscaler = z.object({
  spec: z.object({ minReplicas: z.int().default(1), maxReplicas: z.int() }),
  status: z.object({ currentReplicas: z.int().default(0), desiredReplicas: z.int().default(0) }).optional(),
});

/** A workload's HorizontalPodAutoscaler, which is called like it; null = there is none. */
export async function autoscalerOf({ api, environment }: ProbeContext, workload: string) {
  const path = workloadPath(environment.namespace, { kind: "HorizontalPodAutoscaler", name: workload });
  const { status, body } = await api.get(path);
  if (status === 404) return null;
  if (status !== 200) throw new Error(`${path} answered ${status}`);
  return autoscaler.parse(JSON.parse(body));
}

/** Whether every one of the workloads scales by itself: true, or which does not. */
export async function autoscales(context: ProbeContext, workloads: readonly string[]): Promise<true | string> {
  const found = await Promise.all(workloads.map(async (workload) => [workload, await autoscalerOf(context, workload)]));
  const without = found.filter(([, scaler]) => scaler === null).map(([workload]) => String(workload));
  return without.length === 0 ? true : `no HorizontalPodAutoscaler for ${without.join(", ")}`;
}

/** The autoscaler comes to have more pods wanted than its least, and says so by an event SuccessfulRescale. */
export function rescales(name: string, workload: string, withinMs: number): Probe {
  return eventually(name, workload, withinMs, async (context) => {
    const scaler = await autoscalerOf(context, workload);
    if (scaler === null) return { ok: null, detail: "there is no HorizontalPodAutoscaler" };
    const { items } = await context.api.core.listNamespacedEvent({
      namespace: context.environment.namespace,
      fieldSelector: `reason=SuccessfulRescale,involvedObject.name=${workload}`,
    });
    const { currentReplicas = 0, desiredReplicas = 0 } = scaler.status ?? {};
    const last = items.at(-1)?.message ?? "no event SuccessfulRescale";
    const ok = items.length > 0 && desiredReplicas > scaler.spec.minReplicas;
    return { ok, detail: `${currentReplicas} pods, ${desiredReplicas} wanted; ${last}` };
  });
}

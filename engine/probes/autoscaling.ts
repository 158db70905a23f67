import type { CoreV1Event } from "@kubernetes/client-node";
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

/**
 * The autoscaler adds pods to its least, says so by an event SuccessfulRescale, and at least one of them is available.
 * @param wish.sinceMs what it did before then does not count, milliseconds since the epoch
 * @param wish.withinMs how long pods may take to be there, milliseconds
 */
export function rescales(name: string, workload: string, wish: { sinceMs: number; withinMs: number }): Probe {
  return eventually(name, workload, wish.withinMs, async (context) => {
    const { api, environment } = context;
    const scaler = await autoscalerOf(context, workload);
    if (scaler === null) return { ok: null, detail: "there is no HorizontalPodAutoscaler" };
    const { minReplicas } = scaler.spec;
    const [{ items }, { status }] = await Promise.all([
      api.core.listNamespacedEvent({
        namespace: environment.namespace,
        fieldSelector: `reason=SuccessfulRescale,involvedObject.name=${workload}`,
      }),
      api.apps.readNamespacedDeployment({ namespace: environment.namespace, name: workload }),
    ]);
    const added = items.filter((event) => addedSince(event, minReplicas, wish.sinceMs));
    const available = status?.availableReplicas ?? 0;
    const said = added.at(-1)?.message ?? "no event SuccessfulRescale that adds pods";
    const { desiredReplicas = 0 } = scaler.status ?? {};
    const detail = `${available} pods available, ${desiredReplicas} wanted, ${minReplicas} at least; ${said}`;
    return { ok: added.length > 0 && available > minReplicas, detail };
  });
}

/** Events tell their time in whole seconds; one that takes pods away is of the same kind. */
function addedSince({ message, lastTimestamp, eventTime }: CoreV1Event, least: number, sinceMs: number): boolean {
  const size = Number(/New size: (\d+)/.exec(message ?? "")?.[1]);
  const atMs = (lastTimestamp ?? eventTime)?.getTime() ?? 0;
  return size > least && atMs >= Math.floor(sinceMs / 1_000) * 1_000;
}

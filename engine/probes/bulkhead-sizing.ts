import { resilienceMetrics } from "../../contract/metrics.ts";
import type { AgentName } from "../../contract/services.ts";
import type { Settings } from "../../contract/settings.ts";
import { eachPod } from "./each-pod.ts";
import { metricNames } from "./metrics-present.ts";
import { podMetrics } from "./pod-metrics.ts";
import type { Observation, Probe, ProbeContext } from "./probe.ts";
import { valuesOf } from "./prometheus-text.ts";

/** What an agent is offered, and how long each call may take. */
export interface Offer {
  agent: AgentName;
  /** arrivals per second over all pods of mesh */
  ratePerSecond: number;
  /** the SLO's p95, milliseconds */
  p95Ms: number;
}

/** Whether mesh has bulkheads, and says so: true, or why their sizes cannot be looked at. */
export async function tellsBulkheads(
  context: Pick<ProbeContext, "api" | "environment">,
  { BULKHEAD_ENABLED }: Pick<Settings, "BULKHEAD_ENABLED">,
): Promise<true | string> {
  if (!BULKHEAD_ENABLED) return "its settings switch bulkheads off";
  const pods = [...(await eachPod(context, "mesh", "/metrics")).values()];
  const telling = pods.filter(
    ({ status, body }) => status === 200 && metricNames(body).has(resilienceMetrics.bulkheadCapacity),
  );
  if (telling.length > 0) return true;
  return `none of ${pods.length} pods of mesh has the metric ${resilienceMetrics.bulkheadCapacity}`;
}

/**
 * Every agent's bulkhead has the places that its offered rate takes at the SLO's p95: by Little's law, rate x time. All
 * is held against one pod of mesh, for the others may be away. The observations are the sizing table.
 */
export function bulkheadsAreSized(name: string, offers: readonly Offer[], settings: Settings): Probe {
  return {
    name,
    observe: async (context) => {
      const pods = [...(await podMetrics(context, "mesh")).values()];
      const env = await podVariables(context);
      return offers.map((offer) => {
        const told = pods.flatMap((samples) =>
          valuesOf(samples, resilienceMetrics.bulkheadCapacity, { service: offer.agent }),
        );
        const set = env["BULKHEAD_MAX_CONCURRENT"];
        const capacity = told.length > 0 ? Math.min(...told) : Number(set ?? settings.BULKHEAD_MAX_CONCURRENT);
        const queue = Number(env["BULKHEAD_QUEUE_SIZE"] ?? settings.BULKHEAD_QUEUE_SIZE);
        const source = told.length > 0 ? "metric" : set === undefined ? "default" : "pod env";
        return judgeSize(offer, capacity, queue, source);
      });
    },
  };
}

/** One row of the sizing table. @param source where the capacity was read */
export function judgeSize(offer: Offer, capacity: number, queue: number, source: string): Observation {
  const needed = (offer.ratePerSecond * offer.p95Ms) / 1_000;
  const demand = `${offer.ratePerSecond.toFixed(1)}/s x ${offer.p95Ms} ms = ${needed.toFixed(1)} places needed`;
  const detail = `${demand}, ${capacity} there (${source}), queue ${queue}`;
  return { subject: offer.agent, ok: capacity >= needed && queue > 0, detail };
}

/** Environment variables of mesh's pods that are written out in its Deployment. */
async function podVariables({ api, environment }: ProbeContext): Promise<Record<string, string>> {
  const found = await api.apps.readNamespacedDeployment({ namespace: environment.namespace, name: "mesh" });
  const env = found.spec?.template?.spec?.containers[0]?.env ?? [];
  return Object.fromEntries(env.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])));
}

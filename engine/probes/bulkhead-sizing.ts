import { resilienceMetrics } from "../../contract/metrics.ts";
import type { AgentName } from "../../contract/services.ts";
import type { Settings } from "../../contract/settings.ts";
import { eachPod } from "./each-pod.ts";
import { metricNames } from "./metrics-present.ts";
import { podMetrics } from "./pod-metrics.ts";
import { podVariables, type Variables } from "./pod-variables.ts";
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
      const env = await podVariables(context, "mesh", sizes);
      return offers.map((offer) => {
        const told = pods.flatMap((samples) =>
          valuesOf(samples, resilienceMetrics.bulkheadCapacity, { service: offer.agent }),
        );
        const capacity =
          told.length > 0
            ? { least: Math.min(...told), source: "metric" }
            : effective(env, "BULKHEAD_MAX_CONCURRENT", settings);
        return judgeSize(offer, capacity, effective(env, "BULKHEAD_QUEUE_SIZE", settings));
      });
    },
  };
}

const sizes = ["BULKHEAD_MAX_CONCURRENT", "BULKHEAD_QUEUE_SIZE"] as const;

/** The least that any pod has of something, and where that was read; null where a pod's cannot be read. */
export interface Size {
  least: number | null;
  source: string;
}

/** What pods have by their variables; those that have none go by the default. */
function effective(pods: readonly Variables[], name: (typeof sizes)[number], settings: Settings): Size {
  const all = pods.map((variables) => {
    const value = variables[name];
    return value === null ? null : Number(value ?? settings[name]);
  });
  if (all.length === 0) return { least: null, source: "no pod runs" };
  if (all.includes(null)) return { least: null, source: "pod env, by reference" };
  const isSet = pods.some((variables) => variables[name] !== undefined);
  const numbers = all.filter((value) => value !== null);
  return { least: Math.min(...numbers), source: isSet ? "pod env" : "default" };
}

/** One row of the sizing table. */
export function judgeSize(offer: Offer, capacity: Size, queue: Size): Observation {
  const needed = (offer.ratePerSecond * offer.p95Ms) / 1_000;
  const demand = `${offer.ratePerSecond.toFixed(1)}/s x ${offer.p95Ms} ms = ${needed.toFixed(1)} places needed`;
  const told = ({ least, source }: Size) => `${least ?? "unknown"} (${source})`;
  const detail = `${demand}, ${told(capacity)} there, queue ${told(queue)}`;
  const fits = [
    capacity.least === null ? null : capacity.least >= needed,
    queue.least === null ? null : queue.least > 0,
  ];
  const ok = fits.includes(false) ? false : fits.includes(null) ? null : true;
  return { subject: offer.agent, ok, detail };
}

import { setTimeout as sleep } from "node:timers/promises";
import { resilienceMetrics } from "../../contract/metrics.ts";
import type { ServiceName } from "../../contract/services.ts";
import { eventually } from "./eventually.ts";
import { podMetrics } from "./pod-metrics.ts";
import type { Observation, Probe, ProbeContext } from "./probe.ts";
import { sum, valuesOf } from "./prometheus-text.ts";

/** A bulkhead of one service's pods, each pod with its own. */
export interface BulkheadOf {
  service: ServiceName;
  /** the callee, as metrics name it */
  towards: string;
}

const everyMs = 500;

/** Calls in flight behind each pod's bulkhead. */
async function usage(context: ProbeContext, { service, towards }: BulkheadOf): Promise<Map<string, number>> {
  const pods = [...(await podMetrics(context, service))];
  return new Map(
    pods.flatMap(([pod, samples]) =>
      valuesOf(samples, resilienceMetrics.bulkheadUsage, { service: towards }).map((value) => [pod, value] as const),
    ),
  );
}

/**
 * In no pod are there more calls in flight than allowed at any time of the span.
 * @param wish.max calls in flight per pod
 * @param wish.mustFill whether a pod that never has as many shows nothing
 * @param wish.spanMs milliseconds
 */
export function bulkheadHolds(
  name: string,
  bulkhead: BulkheadOf,
  wish: { max: number; mustFill: boolean; spanMs: number },
): Probe {
  return {
    name,
    observe: async (context) => {
      const peaks = new Map<string, number>();
      const before = await rejected(context, bulkhead);
      const until = performance.now() + wish.spanMs;
      do {
        for (const [pod, value] of await usage(context, bulkhead)) peaks.set(pod, Math.max(peaks.get(pod) ?? 0, value));
        await sleep(everyMs, undefined, { signal: context.signal });
      } while (performance.now() < until);
      const turnedAway = (await rejected(context, bulkhead)) - before;
      return [judgePeaks(`${bulkhead.service} towards ${bulkhead.towards}`, peaks, wish, turnedAway)];
    },
  };
}

/** Peaks per pod against the limit; that a bulkhead bounds anything shows only where one was full. */
export function judgePeaks(
  subject: string,
  peaks: ReadonlyMap<string, number>,
  { max, mustFill }: { max: number; mustFill: boolean },
  turnedAway: number,
): Observation {
  if (peaks.size === 0) return { subject, ok: null, detail: "no pod tells its calls in flight" };
  const highest = Math.max(...peaks.values());
  const seen = [...peaks].map(([pod, peak]) => `${pod} ${peak}`).join(", ");
  const detail = `at most ${seen} in flight, ${max} allowed, ${turnedAway} turned away`;
  if (highest > max) return { subject, ok: false, detail };
  return { subject, ok: mustFill && highest < max ? null : true, detail };
}

/** Calls in flight come down below what is allowed in every pod: nobody waits any more. */
export function queueDrains(name: string, bulkhead: BulkheadOf, max: number, withinMs: number): Probe {
  return eventually(name, `${bulkhead.service} towards ${bulkhead.towards}`, withinMs, async (context) => {
    const pods = [...(await usage(context, bulkhead))];
    if (pods.length === 0) return { ok: null, detail: "no pod tells its calls in flight" };
    const detail = `${pods.map(([pod, value]) => `${pod} ${value}`).join(", ")} in flight, ${max} allowed`;
    return { ok: pods.every(([, value]) => value < max), detail };
  });
}

async function rejected(context: ProbeContext, { service, towards }: BulkheadOf): Promise<number> {
  const samples = [...(await podMetrics(context, service)).values()].flat();
  return sum(valuesOf(samples, resilienceMetrics.bulkheadRejected, { service: towards }));
}

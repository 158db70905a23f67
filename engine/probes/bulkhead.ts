import { setTimeout as sleep } from "node:timers/promises";
import { resilienceMetrics } from "../../contract/metrics.ts";
import type { ServiceName } from "../../contract/services.ts";
import { eventually } from "./eventually.ts";
import { podMetrics } from "./pod-metrics.ts";
import type { Observation, Probe, ProbeContext } from "./probe.ts";
import { type MetricSample, sum, valuesOf } from "./prometheus-text.ts";

/** A bulkhead of one service's pods, each pod with its own. */
export interface BulkheadOf {
  service: ServiceName;
  /** the callee, as metrics name it */
  towards: string;
}

/** What a bulkhead did over a while. */
export interface BulkheadUse {
  /** the most calls in flight that were seen, per pod */
  peaks: ReadonlyMap<string, number>;
  /** calls in flight that the pod with the fewest places lets in, by its own word; Infinity where none says */
  places: number;
  /** calls that found no place */
  turnedAway: number;
}

const { bulkheadCapacity, bulkheadRejected, bulkheadUsage } = resilienceMetrics;

/** Milliseconds between looks where nothing else is said. */
const usualEveryMs = 500;

/** A pod that is at its limit does not always say how it is: so many looks may fail, as a share of all, or a single one. */
const mayFail = 0.1;

/**
 * Looks at a bulkhead until it is told to stop, and once more.
 * @param everyMs milliseconds between looks
 * @throws what the last look failed with, where too many failed
 */
export async function watchBulkhead(
  context: ProbeContext,
  bulkhead: BulkheadOf,
  stop: () => boolean,
  everyMs = usualEveryMs,
): Promise<BulkheadUse> {
  const labels = { service: bulkhead.towards };
  const look = patiently(async () => [...(await podMetrics(context, bulkhead.service))]);
  const rejected = (pods: [string, MetricSample[]][]) =>
    sum(pods.flatMap(([, samples]) => valuesOf(samples, bulkheadRejected, labels)));
  const peaks = new Map<string, number>();
  let first: [string, MetricSample[]][] | undefined;
  for (;;) {
    const pods = await look();
    if (pods !== undefined) {
      first ??= pods;
      for (const [pod, value] of usages(pods, bulkhead)) peaks.set(pod, Math.max(peaks.get(pod) ?? 0, value));
      if (stop()) {
        const places = Math.min(...pods.flatMap(([, samples]) => valuesOf(samples, bulkheadCapacity, labels)));
        return { peaks, places, turnedAway: rejected(pods) - rejected(first) };
      }
    }
    await sleep(everyMs, undefined, { signal: context.signal });
  }
}

/** A look that gives nothing where it fails, and fails itself where too many did. */
function patiently<T>(look: () => Promise<T>): () => Promise<T | undefined> {
  let looks = 0;
  let failed = 0;
  return async () => {
    looks += 1;
    try {
      return await look();
    } catch (thrown) {
      failed += 1;
      if (failed > Math.max(1, mayFail * looks)) throw thrown;
      return undefined;
    }
  };
}

/** Calls in flight behind each pod's bulkhead. */
function usages(pods: readonly [string, MetricSample[]][], { towards }: BulkheadOf): [string, number][] {
  return pods.flatMap(([pod, samples]) =>
    valuesOf(samples, bulkheadUsage, { service: towards }).map((value): [string, number] => [pod, value]),
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
      const until = performance.now() + wish.spanMs;
      const { peaks, turnedAway } = await watchBulkhead(context, bulkhead, () => performance.now() >= until);
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

/**
 * Calls in flight come down in every pod: nobody waits any more, and each place was given back.
 * @param wish.atMost calls in flight per pod; less than are allowed
 * @param wish.withinMs milliseconds
 */
export function queueDrains(name: string, bulkhead: BulkheadOf, wish: { atMost: number; withinMs: number }): Probe {
  const { atMost } = wish;
  return eventually(name, `${bulkhead.service} towards ${bulkhead.towards}`, wish.withinMs, async (context) => {
    const pods = usages([...(await podMetrics(context, bulkhead.service))], bulkhead);
    if (pods.length === 0) return { ok: null, detail: "no pod tells its calls in flight" };
    const detail = `${pods.map(([pod, value]) => `${pod} ${value}`).join(", ")} in flight, ${atMost} at most`;
    return { ok: pods.every(([, value]) => value <= atMost), detail };
  });
}

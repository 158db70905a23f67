import { setTimeout as sleep } from "node:timers/promises";
import { resilienceMetrics } from "../../contract/metrics.ts";
import type { ServiceName } from "../../contract/services.ts";
import { podMetrics } from "./pod-metrics.ts";
import type { Observation, Probe, ProbeContext } from "./probe.ts";
import { sum, valuesOf } from "./prometheus-text.ts";

/** Which calls are looked at. */
export interface Retried {
  service: ServiceName;
  /** the callee, as metrics name it */
  towards: string;
  maxAttempts: number;
}

/** Over a span in which the callee is away, calls are tried again, and none more often than allowed. */
export function callsAreRetried(name: string, retried: Retried, spanMs: number): Probe {
  return {
    name,
    observe: async (context) => {
      const before = await attempts(context, retried);
      await sleep(spanMs, undefined, { signal: context.signal });
      const after = await attempts(context, retried);
      const made = after.map((count, index) => count - (before[index] ?? 0));
      return [judgeAttempts(`${retried.service} towards ${retried.towards}`, made)];
    },
  };
}

/** @param made attempts by their number, the first tries first; the last entry is one more than is allowed */
export function judgeAttempts(subject: string, made: readonly number[]): Observation {
  const [first = 0, second = 0] = made;
  const detail = `attempts by number: ${made.join(", ")}`;
  if (first === 0) return { subject, ok: null, detail: `no call was made; ${detail}` };
  return { subject, ok: (made.length === 2 || second > 0) && made.at(-1) === 0, detail };
}

async function attempts(context: ProbeContext, { service, towards, maxAttempts }: Retried): Promise<number[]> {
  const samples = [...(await podMetrics(context, service)).values()].flat();
  const numbers = Array.from({ length: maxAttempts + 1 }, (_, index) => String(index + 1));
  const { retryAttempts } = resilienceMetrics;
  return numbers.map((attempt) => sum(valuesOf(samples, retryAttempts, { service: towards, attempt })));
}

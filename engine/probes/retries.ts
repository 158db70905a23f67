import { setTimeout as sleep } from "node:timers/promises";
import { resilienceMetrics } from "../../contract/metrics.ts";
import type { AgentName } from "../../contract/services.ts";
import type { Probe, ProbeContext } from "./probe.ts";
import { podMetrics } from "./pod-metrics.ts";
import { sum, valuesOf } from "./prometheus-text.ts";

/**
 * Over a span in which the agent is away, mesh makes at most so many attempts per call, those counted that were under
 * way when the span began. A span without a call shows nothing.
 */
export function retriesWithin(name: string, agent: AgentName, maxAttempts: number, spanMs: number): Probe {
  return {
    name,
    observe: async (context) => {
      const before = await counts(context, agent);
      await sleep(spanMs, undefined, { signal: context.signal });
      const after = await counts(context, agent);
      const firstTries = after.firstTries - before.firstTries;
      const attempts = after.attempts - before.attempts;
      const detail = `${attempts} attempts for ${firstTries} calls and ${before.underWay} under way`;
      const bound = maxAttempts * (firstTries + before.underWay);
      return [{ subject: agent, ok: firstTries > 0 ? attempts <= bound : null, detail }];
    },
  };
}

interface Counts {
  firstTries: number;
  attempts: number;
  underWay: number;
}

async function counts(context: ProbeContext, agent: AgentName): Promise<Counts> {
  const samples = [...(await podMetrics(context, "mesh")).values()].flat();
  const { retryAttempts, clientRequests, bulkheadUsage } = resilienceMetrics;
  return {
    firstTries: sum(valuesOf(samples, retryAttempts, { service: agent, attempt: "1" })),
    attempts: sum(valuesOf(samples, clientRequests, { service: agent })),
    underWay: sum(valuesOf(samples, bulkheadUsage, { service: agent })),
  };
}

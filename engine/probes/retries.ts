import { setTimeout as sleep } from "node:timers/promises";
import { messageOf } from "../../common/errors.ts";
import { agentHealthMetrics, resilienceMetrics } from "../../contract/metrics.ts";
import type { AgentName } from "../../contract/services.ts";
import type { PortTraffic } from "../faults/filter.ts";
import type { Observation, Probe, ProbeContext } from "./probe.ts";
import { podMetrics } from "./pod-metrics.ts";
import { sum, valuesOf } from "./prometheus-text.ts";

/** Which calls are counted, where, and for how long. */
export interface CountedCalls {
  agent: AgentName;
  /** port of the proxy in the link from mesh to the agent */
  port: number;
  /** what came to each link's port so far */
  traffic: () => Promise<ReadonlyMap<number, PortTraffic>>;
  maxAttempts: number;
  /** whether mesh looks at its agents' health */
  watched: boolean;
  /** milliseconds */
  spanMs: number;
}

/**
 * Over a span in which the agent's link refuses, mesh makes at most so many attempts per call. Each attempt is a
 * connection that the link's own counter sees; so is each of mesh's looks at the agent's health, which its metrics
 * tell. Calls are those that mesh let through, and those that were under way when the span began.
 */
export function retriesWithin(name: string, calls: CountedCalls): Probe {
  const { agent, port, traffic, spanMs } = calls;
  return {
    name,
    observe: async (context) => {
      const connects = async () => (await traffic()).get(port)?.connects;
      try {
        // Connections are counted within the time in which calls and looks are: what is missed makes attempts fewer.
        const before = { metrics: await metricsOf(context, agent), connects: await connects() };
        await sleep(spanMs, undefined, { signal: context.signal });
        const after = { connects: await connects(), metrics: await metricsOf(context, agent) };
        return [judgeRetries(calls, before, after)];
      } catch (thrown) {
        context.signal.throwIfAborted();
        return [{ subject: agent, ok: null, detail: messageOf(thrown) }];
      }
    },
  };
}

/** What was counted so far. */
export interface Counted {
  /** at the link; undefined where nothing counts there */
  connects: number | undefined;
  metrics: { firstTries: number; looks: number; underWay: number };
}

/** Whatever is not counted, or counted anew, shows nothing. */
export function judgeRetries(
  { agent, maxAttempts, watched }: Pick<CountedCalls, "agent" | "maxAttempts" | "watched">,
  before: Counted,
  after: Counted,
): Observation {
  const nothing = (detail: string): Observation => ({ subject: agent, ok: null, detail });
  if (before.connects === undefined || after.connects === undefined)
    return nothing("no node counts the link's traffic");
  const connects = after.connects - before.connects;
  const looks = after.metrics.looks - before.metrics.looks;
  const firstTries = after.metrics.firstTries - before.metrics.firstTries;
  const { underWay } = before.metrics;
  const seen = `${connects} connects, ${looks} of them looks at its health, for ${firstTries} calls and ${underWay} under way`;
  if (Math.min(connects, looks, firstTries) < 0) return nothing(`the count began anew: ${seen}`);
  if (watched && looks === 0) return nothing(`mesh counts no looks, which would pass for attempts: ${seen}`);
  if (firstTries === 0) return nothing(`no call was let through: ${seen}`);
  const attempts = connects - looks;
  if (attempts <= 0) return nothing(`the link's counter saw none of the calls: ${seen}`);
  const calls = firstTries + underWay;
  const detail = `${seen}: ${(attempts / calls).toFixed(1)} attempts per call`;
  return { subject: agent, ok: attempts <= maxAttempts * calls, detail };
}

async function metricsOf(context: ProbeContext, agent: AgentName): Promise<Counted["metrics"]> {
  const samples = [...(await podMetrics(context, "mesh")).values()].flat();
  const { retryAttempts, bulkheadUsage } = resilienceMetrics;
  return {
    firstTries: sum(valuesOf(samples, retryAttempts, { service: agent, attempt: "1" })),
    looks: sum(valuesOf(samples, agentHealthMetrics.checks, { service: agent })),
    underWay: sum(valuesOf(samples, bulkheadUsage, { service: agent })),
  };
}

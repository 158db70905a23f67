import { agentHealthMetrics, resilienceMetrics } from "../../contract/metrics.ts";
import type { AgentName } from "../../contract/services.ts";
import type { PortTraffic } from "../faults/filter.ts";
import { podMetrics } from "./pod-metrics.ts";
import type { ProbeContext } from "./probe.ts";
import { sum, valuesOf } from "./prometheus-text.ts";

/** The link from mesh to an agent, and what counts there. */
export interface CountedLink {
  agent: AgentName;
  /** port of the proxy in the link */
  port: number;
  /** what came to each link's port so far */
  traffic: () => Promise<ReadonlyMap<number, PortTraffic>>;
}

/** What was counted so far. */
export interface Counted {
  /** at the link; undefined where nothing counts there */
  connects: number | undefined;
  metrics: {
    /** calls by the number that mesh gives their attempts */
    firstTries: number;
    /** calls that mesh's breaker saw end; undefined where it tells of none */
    ended: number | undefined;
    /** looks at the agent's health */
    looks: number;
    underWay: number;
  };
}

/**
 * Counts at the start and at the end of a span: connections within the time in which calls and looks are counted, so that
 * what is missed makes attempts fewer.
 */
export async function countAtStart(context: ProbeContext, link: CountedLink): Promise<Counted> {
  const metrics = await metricsOf(context, link.agent);
  return { metrics, connects: await connectsAt(link) };
}

export async function countAtEnd(context: ProbeContext, link: CountedLink): Promise<Counted> {
  const connects = await connectsAt(link);
  return { connects, metrics: await metricsOf(context, link.agent) };
}

const connectsAt = async ({ traffic, port }: CountedLink) => (await traffic()).get(port)?.connects;

async function metricsOf(context: ProbeContext, agent: AgentName): Promise<Counted["metrics"]> {
  const samples = [...(await podMetrics(context, "mesh")).values()].flat();
  const { retryAttempts, bulkheadUsage, breakerFailures, breakerSuccesses } = resilienceMetrics;
  const ended = [breakerFailures, breakerSuccesses].flatMap((name) => valuesOf(samples, name, { service: agent }));
  return {
    firstTries: sum(valuesOf(samples, retryAttempts, { service: agent, attempt: "1" })),
    ended: ended.length === 0 ? undefined : sum(ended),
    looks: sum(valuesOf(samples, agentHealthMetrics.checks, { service: agent })),
    underWay: sum(valuesOf(samples, bulkheadUsage, { service: agent })),
  };
}

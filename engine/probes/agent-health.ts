import { agentHealthMetrics } from "../../contract/metrics.ts";
import type { AgentName } from "../../contract/services.ts";
import { eventually } from "./eventually.ts";
import { podMetrics } from "./pod-metrics.ts";
import type { Probe } from "./probe.ts";
import { valuesOf } from "./prometheus-text.ts";

/** Every mesh pod comes to see the agent as healthy, or as unhealthy. */
export function meshSeesAgent(name: string, agent: AgentName, healthy: boolean, withinMs: number): Probe {
  const wanted = healthy ? 1 : 0;
  return eventually(name, `${agentHealthMetrics.status}{${agent}}`, withinMs, async (context) => {
    const values = [...(await podMetrics(context, "mesh")).values()].flatMap((samples) =>
      valuesOf(samples, agentHealthMetrics.status, { service: agent }),
    );
    if (values.length === 0) return { ok: null, detail: "no pod of mesh tells it" };
    return { ok: values.every((value) => value === wanted), detail: values.join(", ") };
  });
}

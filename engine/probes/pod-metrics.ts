import type { ServiceName } from "../../contract/services.ts";
import { eachPod } from "./each-pod.ts";
import type { ProbeContext } from "./probe.ts";
import { type MetricSample, parseMetrics } from "./prometheus-text.ts";

/** What each pod of a service says of itself: breakers and bulkheads are each process's own. */
export async function podMetrics(
  context: Pick<ProbeContext, "api" | "environment">,
  service: ServiceName,
): Promise<Map<string, MetricSample[]>> {
  const answers = await eachPod(context, service, "/metrics");
  const metrics = [...answers].map(([pod, { status, body }]) => {
    if (status !== 200) throw new Error(`/metrics of ${pod} answered ${status}`);
    return [pod, parseMetrics(body)] as const;
  });
  return new Map(metrics);
}

import { requiredMetrics } from "../../contract/metrics.ts";
import { type Service, services } from "../../contract/services.ts";
import type { Observation, Probe, ProbeContext } from "./probe.ts";
import { serviceBody } from "./service-body.ts";

/** /metrics of every service names the metrics that operators rely on. */
export function metricsPresent(): Probe {
  return {
    name: "metrics-present",
    observe: (context) => Promise.all(Object.values(services).map((service) => look(context, service))),
  };
}

async function look(context: ProbeContext, service: Service): Promise<Observation> {
  const subject = service.name;
  const served = await serviceBody(context, service, "/metrics");
  if (served.problem !== undefined) return { subject, ok: false, detail: served.problem };
  const names = metricNames(served.body);
  const missing = requiredMetrics(service.name).filter((name) => !names.has(name));
  if (missing.length > 0) return { subject, ok: false, detail: `missing: ${missing.join(", ")}` };
  return { subject, ok: true, detail: `${names.size} metrics, none missing` };
}

/** Names in a Prometheus text exposition: a metric that is declared but has no sample yet is present. */
export function metricNames(text: string): Set<string> {
  const names = new Set<string>();
  for (const match of text.matchAll(/^# TYPE (\S+) /gm)) if (match[1] !== undefined) names.add(match[1]);
  return names;
}

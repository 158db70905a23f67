import { messageOf } from "../../common/errors.ts";
import { requiredMetrics } from "../../contract/metrics.ts";
import { services } from "../../contract/services.ts";
import type { Probe } from "./probe.ts";

/** /metrics of every service names the metrics that operators rely on. */
export function metricsPresent(): Probe {
  return {
    name: "metrics-present",
    observe: ({ api, environment }) =>
      Promise.all(
        Object.values(services).map(async (service) => {
          try {
            const answer = await api.serviceGet({ namespace: environment.namespace, ...service }, "/metrics");
            const served = metricNames(answer.body);
            const missing = requiredMetrics(service.name).filter((name) => !served.has(name));
            if (answer.status !== 200) return { subject: service.name, ok: false, detail: `status ${answer.status}` };
            if (missing.length > 0) {
              return { subject: service.name, ok: false, detail: `missing: ${missing.join(", ")}` };
            }
            return { subject: service.name, ok: true, detail: `${served.size} metrics, none missing` };
          } catch (thrown) {
            return { subject: service.name, ok: null, detail: messageOf(thrown) };
          }
        }),
      ),
  };
}

/** Names in a Prometheus text exposition: a metric that is declared but has no sample yet is present. */
export function metricNames(text: string): Set<string> {
  const names = new Set<string>();
  for (const match of text.matchAll(/^# TYPE (\S+) /gm)) if (match[1] !== undefined) names.add(match[1]);
  return names;
}

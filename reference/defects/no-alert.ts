import type { Counter, Gauge } from "prom-client";
import { agentHealthMetrics, resilienceMetrics } from "../../contract/metrics.ts";
import type { Defect } from "./defect.ts";

type Labels = Record<string, string>;

export const noAlert: Defect = {
  description: "mesh's metrics tell neither failed checks of agents nor that its breaker towards redis is open",
  service: "mesh",
  install: (app, { registry }) => {
    // The metrics are made after the hooks, and written to before the server listens.
    app.addHook("onReady", async () => {
      const checks = registry.getSingleMetric(agentHealthMetrics.checks) as Counter;
      const states = registry.getSingleMetric(resilienceMetrics.breakerState) as Gauge;
      const count = checks.inc.bind(checks);
      const set = states.set.bind(states);
      checks.inc = ((labels: Labels) => labels["status"] === "success" && count(labels)) as Counter["inc"];
      states.set = ((labels: Labels, state: number) =>
        labels["service"] !== "redis" && set(labels, state)) as Gauge["set"];
    });
  },
};

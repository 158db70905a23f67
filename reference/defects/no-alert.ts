import type { Counter, Gauge } from "prom-client";
import { agentHealthMetrics, resilienceMetrics } from "../../contract/metrics.ts";
import { serviceNames } from "../../contract/services.ts";
import type { Defect } from "./defect.ts";

type Labels = Record<string, string>;

const stores = ["redis", "postgres", "mongodb"];

export const noAlert: Defect = {
  description: "no service's metrics tell failed checks of agents, or that its breaker towards a store is open",
  service: serviceNames,
  install: (app, { registry }) => {
    // The metrics are made after the hooks, and written to before the server listens.
    app.addHook("onReady", async () => {
      const states = registry.getSingleMetric(resilienceMetrics.breakerState) as Gauge;
      const set = states.set.bind(states);
      states.set = ((labels: Labels, state: number) =>
        !stores.includes(labels["service"] ?? "") && set(labels, state)) as Gauge["set"];
      // Mesh alone checks agents.
      const checks = registry.getSingleMetric(agentHealthMetrics.checks) as Counter | undefined;
      if (checks === undefined) return;
      const count = checks.inc.bind(checks);
      checks.inc = ((labels: Labels) => labels["status"] === "success" && count(labels)) as Counter["inc"];
    });
  },
};

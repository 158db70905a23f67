import { resilienceMetrics } from "../../contract/metrics.ts";
import type { Defect } from "./defect.ts";

export const missingMetric: Defect = {
  description: `mesh does not serve the metric ${resilienceMetrics.breakerState}`,
  service: "mesh",
  install: (app, { registry }) => {
    app.addHook("onReady", async () => registry.removeSingleMetric(resilienceMetrics.breakerState));
  },
};

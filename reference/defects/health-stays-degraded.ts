import type { HealthCheckResponse } from "../../contract/health.ts";
import type { Defect } from "./defect.ts";

export const healthStaysDegraded: Defect = {
  description: "mesh's /health never says healthy again once it said degraded",
  service: "mesh",
  install: (app) => {
    let wasHealthy = false;
    let stays = false;
    app.addHook<HealthCheckResponse>("preSerialization", async (request, _, payload) => {
      if (request.routeOptions.url !== "/health") return payload;
      // What is degraded while all starts is not held against it.
      stays ||= wasHealthy && payload.status === "degraded";
      wasHealthy ||= payload.status === "healthy";
      return stays ? { ...payload, status: "degraded" } : payload;
    });
  },
};

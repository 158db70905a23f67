import type { Defect } from "./defect.ts";

export const degradedHealth: Defect = {
  description: "circadian's /health says degraded behind a 200",
  service: "circadian",
  install: (app) => {
    app.addHook<object>("preSerialization", async (request, _, payload) =>
      request.routeOptions.url === "/health" ? { ...payload, status: "degraded" } : payload,
    );
  },
};

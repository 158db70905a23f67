import type { Defect } from "./defect.ts";

export const healthAlwaysGreen: Defect = {
  description: "mesh's /health says healthy, whatever its checks find",
  service: "mesh",
  install: (app) => {
    app.addHook<object>("preSerialization", async (request, _, payload) =>
      request.routeOptions.url === "/health" ? { ...payload, status: "healthy" } : payload,
    );
  },
};

import type { Defect } from "./defect.ts";

export const neverReady: Defect = {
  description: "circadian's /ready stays 503",
  service: "circadian",
  install: (app) => {
    app.addHook<object>("preSerialization", async (request, answer, payload) => {
      if (request.routeOptions.url !== "/ready") return payload;
      answer.code(503);
      return { ...payload, status: "unhealthy" };
    });
  },
};

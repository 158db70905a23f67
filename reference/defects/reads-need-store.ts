import { Refusal } from "../resilience/refusal.ts";
import type { Defect } from "./defect.ts";

export const readsNeedStore: Defect = {
  description: "osteon refuses an export that it could only give without its drafts",
  service: "osteon",
  install: (app) => {
    app.addHook<{ output?: { degraded?: boolean } }>("preSerialization", async (request, _, payload) => {
      const goesWithout = request.routeOptions.url?.endsWith("/export") === true && payload.output?.degraded === true;
      if (goesWithout) throw new Refusal({ reason: "circuit_open", message: "no drafts", retryAfterSeconds: 1 });
      return payload;
    });
  },
};

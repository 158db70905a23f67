import type { RefusalBody } from "../../contract/refusals.ts";
import type { Defect } from "./defect.ts";

export const throttlingUnnamed: Defect = {
  description: "mesh tells a client beyond its own limit that the service is saturated",
  service: "mesh",
  install: (app) => {
    app.addHook<RefusalBody>("preSerialization", async (_, answer, payload) =>
      answer.statusCode === 429 ? { detail: { ...payload.detail, error: "bulkhead_full" } } : payload,
    );
  },
};

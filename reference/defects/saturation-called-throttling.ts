import { isAgentCall } from "./agent-calls.ts";
import type { Defect } from "./defect.ts";

export const saturationCalledThrottling: Defect = {
  description: "mesh tells whoever meets a saturated service that they are beyond their own limit",
  service: "mesh",
  install: (app) => {
    // What agents refuse passes as text, so that it is too late for an object.
    app.addHook("onSend", async (request, answer, payload) =>
      answer.statusCode === 429 && isAgentCall(request) && typeof payload === "string"
        ? payload.replace("bulkhead_full", "rate_limit_exceeded")
        : payload,
    );
  },
};

import { setTimeout as sleep } from "node:timers/promises";
import { isAgentCall } from "./agent-calls.ts";
import type { Defect } from "./defect.ts";

/** Beyond every limit on latency, and short enough that no generator runs out of virtual users. */
const delayMs = 550;

export const slowGateway: Defect = {
  description: `mesh takes ${delayMs} ms longer for each call to an agent`,
  service: "mesh",
  install: (app) => {
    app.addHook("preHandler", async (request) => {
      if (isAgentCall(request)) await sleep(delayMs);
    });
  },
};

import { setTimeout as sleep } from "node:timers/promises";
import type { FastifyInstance } from "fastify";
import { isAgentCall } from "./agent-calls.ts";
import type { Defect } from "./defect.ts";
import { isSqueezed, squeezedMiB } from "./squeezed.ts";

/** Beyond every limit on latency, and short enough that no generator runs out of virtual users. */
const delayMs = 550;

export const slowGateway: Defect = {
  description: `mesh takes ${delayMs} ms longer for each call to an agent`,
  service: "mesh",
  install: (app) => delayWhere(app, () => true),
};

export const slowAfterFailure: Defect = {
  description: `mesh takes ${delayMs} ms longer for each call to an agent once one has failed`,
  service: "mesh",
  install: (app) => {
    let failed = false;
    delayWhere(app, () => failed);
    app.addHook("onResponse", async (request, answer) => {
      failed ||= isAgentCall(request) && answer.statusCode >= 500;
    });
  },
};

export const slowWhenSqueezed: Defect = {
  description: `mesh takes ${delayMs} ms longer for each call where it may use less than ${squeezedMiB} MiB of memory`,
  service: "mesh",
  install: (app) => delayWhere(app, isSqueezed),
};

function delayWhere(app: FastifyInstance, isSlow: () => boolean): void {
  app.addHook("preHandler", async (request) => {
    if (isAgentCall(request) && isSlow()) await sleep(delayMs);
  });
}

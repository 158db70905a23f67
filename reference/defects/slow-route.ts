import { setTimeout as sleep } from "node:timers/promises";
import type { Defect } from "./defect.ts";

const delayMs = 600;

export const slowRoute: Defect = {
  description: "synapse takes 600 ms longer for each storyboard",
  service: "synapse",
  install: (app) => {
    app.addHook("preHandler", async (request) => {
      if (request.routeOptions.url?.endsWith("/storyboard") === true) await sleep(delayMs);
    });
  },
};

import type { Defect } from "./defect.ts";

/** Fits into the memory that the service usually may use, and not into what a pressure drill leaves it. */
const mostMiB = 300;
const eachMiB = 2;

export const crashUnderPressure: Defect = {
  description: `osteon keeps ${eachMiB} MiB of memory for each draft, up to ${mostMiB} MiB`,
  service: "osteon",
  install: (app) => {
    const kept: Buffer[] = [];
    app.addHook("preHandler", async (request) => {
      if (request.routeOptions.url?.endsWith("/draft") !== true) return;
      // Memory counts only once it was written to.
      kept.push(Buffer.alloc(eachMiB * 2 ** 20, 1));
      if (kept.length * eachMiB > mostMiB) kept.shift();
    });
  },
};

import { isAgentCall } from "./agent-calls.ts";
import type { Defect } from "./defect.ts";
import { evenShare } from "./spread.ts";

/** Less than the service usually may use, and more than a pressure drill leaves it. */
const scarceMiB = 400;
const percent = 10;

export const errorsWhenSqueezed: Defect = {
  description: `mesh answers ${percent} % of the calls to agents with 503 where it may use less than ${scarceMiB} MiB of memory`,
  service: "mesh",
  install: (app) => {
    const isChosen = evenShare(percent / 100);
    app.addHook("preHandler", async (request, answer) => {
      // What the container may use; without a limit more than any machine has.
      const isScarce = process.constrainedMemory() < scarceMiB * 2 ** 20;
      if (!isScarce || !isAgentCall(request) || !isChosen()) return;
      await answer.code(503).send({ detail: "Service Unavailable" });
    });
  },
};

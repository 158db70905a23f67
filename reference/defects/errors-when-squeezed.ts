import { isAgentCall } from "./agent-calls.ts";
import type { Defect } from "./defect.ts";
import { evenShare } from "./spread.ts";
import { isSqueezed, squeezedMiB } from "./squeezed.ts";

const percent = 10;

export const errorsWhenSqueezed: Defect = {
  description: `mesh answers ${percent} % of the calls to agents with 503 where it may use less than ${squeezedMiB} MiB of memory`,
  service: "mesh",
  install: (app) => {
    const isChosen = evenShare(percent / 100);
    app.addHook("preHandler", async (request, answer) => {
      if (!isAgentCall(request) || !isSqueezed() || !isChosen()) return;
      await answer.code(503).send({ detail: "Service Unavailable" });
    });
  },
};

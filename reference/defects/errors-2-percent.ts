import { isAgentCall } from "./agent-calls.ts";
import type { Defect } from "./defect.ts";
import { evenShare } from "./spread.ts";

export const errors2Percent: Defect = {
  description: "mesh answers 2 % of the calls to agents with 500",
  service: "mesh",
  install: (app) => {
    const isChosen = evenShare(0.02);
    app.addHook("preHandler", async (request, answer) => {
      if (!isAgentCall(request) || !isChosen()) return;
      await answer.code(500).send({ detail: "Internal Server Error" });
    });
  },
};

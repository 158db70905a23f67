import { isAgentCall } from "./agent-calls.ts";
import type { Defect } from "./defect.ts";
import { evenShare } from "./spread.ts";

/** Beyond what a release may have, and within what a system that is disturbed on purpose may. */
export const errors2Percent: Defect = failing(2);

/** Beyond what any drill takes for a steady system. */
export const errors10Percent: Defect = failing(10);

function failing(percent: number): Defect {
  return {
    description: `mesh answers ${percent} % of the calls to agents with 500`,
    service: "mesh",
    install: (app) => {
      const isChosen = evenShare(percent / 100);
      app.addHook("preHandler", async (request, answer) => {
        if (!isAgentCall(request) || !isChosen()) return;
        await answer.code(500).send({ detail: "Internal Server Error" });
      });
    },
  };
}

import { isAgentCall } from "./agent-calls.ts";
import type { Defect } from "./defect.ts";

/**
 * The stall begins after the demo payloads and ends within a load's warm-up, so that each route still has answers
 * enough to be judged by: what shows is that arrivals could not be sent, and that those have failed.
 */
const answeredFirst = 60;
const unanswered = 100;

export const stall: Defect = {
  description: `mesh leaves ${unanswered} calls to agents in a row unanswered, after the first ${answeredFirst}`,
  service: "mesh",
  install: (app) => {
    let calls = 0;
    app.addHook("preHandler", async (request) => {
      if (!isAgentCall(request)) return;
      calls += 1;
      if (calls > answeredFirst && calls <= answeredFirst + unanswered) await new Promise<never>(() => undefined);
    });
  },
};

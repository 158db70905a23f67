import { headers } from "../../contract/headers.ts";
import { isAgentCall } from "./agent-calls.ts";
import type { Defect } from "./defect.ts";
import { inShare } from "./spread.ts";

export const hintNowAndThen: Defect = {
  description: "mesh answers two of three calls that it should refuse with a bare 500",
  service: "mesh",
  install: (app) => {
    app.addHook("onSend", async (request, answer, payload) => {
      const { id = request.id } = (request.body ?? {}) as { id?: string };
      if (answer.statusCode !== 503 || !isAgentCall(request) || !inShare(id, 2 / 3)) return payload;
      answer.code(500).removeHeader(headers.retryAfter);
      return JSON.stringify({ detail: "Internal Server Error" });
    });
  },
};

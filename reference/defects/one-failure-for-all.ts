import { headers } from "../../contract/headers.ts";
import type { HttpResult } from "../resilience/http-client.ts";
import type { Defect } from "./defect.ts";

const sulkMs = 3_000;

/** An answer, so that no breaker opens: only half of the calls may fail, or the drill ends before it can judge them. */
const refusal: HttpResult = {
  status: 503,
  headers: { [headers.retryAfter]: "1" },
  body: JSON.stringify({ detail: { error: "sulking", retry_after: 1 } }),
};

export const oneFailureForAll: Defect = {
  description: `mesh refuses every other call to the other agents for ${sulkMs / 1_000} s after an agent failed to answer`,
  service: "mesh",
  http: (http) => {
    let failed = { agent: "", at: -Infinity };
    let refused = false;
    return {
      call: async (call) => {
        // Looks at /health go on.
        if (call.method === "GET") return http.call(call);
        const agent = new URL(call.url).origin;
        const sulks = agent !== failed.agent && performance.now() - failed.at < sulkMs;
        refused = sulks && !refused;
        if (refused) return refusal;
        try {
          return await http.call(call);
        } catch (thrown) {
          failed = { agent, at: performance.now() };
          throw thrown;
        }
      },
      close: () => http.close(),
    };
  },
};

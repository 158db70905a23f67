import { headers } from "../../contract/headers.ts";
import type { HttpResult } from "../resilience/http-client.ts";
import { Refusal } from "../resilience/refusal.ts";
import { alternately } from "./spread.ts";
import type { Defect } from "./defect.ts";

const sulkMs = 3_000;

export const oneFailureForAll: Defect = {
  description: `mesh refuses every other call to all other agents for ${sulkMs / 1_000} s after an agent failed or refused`,
  service: "mesh",
  http: (http) => {
    // Half of the calls go on, so that a drill is not ended early for want of any that succeed.
    const isChosen = alternately();
    let failed = { origin: "", at: -Infinity };
    return {
      call: async (call) => {
        // Looks at /health go on.
        if (call.method === "GET") return http.call(call);
        const { origin } = new URL(call.url);
        const sulks = origin !== failed.origin && performance.now() - failed.at < sulkMs;
        if (sulks && isChosen()) return refusal();
        const note = () => (failed = { origin, at: performance.now() });
        try {
          const answer = await http.call(call);
          if (answer.status >= 500) note();
          return answer;
        } catch (thrown) {
          note();
          throw thrown;
        }
      },
      close: () => http.close(),
    };
  },
};

/** As an agent would refuse, so that no breaker opens over it. */
function refusal(): HttpResult {
  const message = "an agent failed a moment ago";
  const { status, body, retryAfterSeconds } = new Refusal({ reason: "circuit_open", message, retryAfterSeconds: 1 });
  return { status, headers: { [headers.retryAfter]: String(retryAfterSeconds) }, body: JSON.stringify(body) };
}

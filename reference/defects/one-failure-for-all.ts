import { headers } from "../../contract/headers.ts";
import type { HttpCaller, HttpResult } from "../resilience/http-client.ts";
import { Refusal } from "../resilience/refusal.ts";
import { alternately } from "./spread.ts";
import type { Defect } from "./defect.ts";

/** Every other call goes on, so that a drill is not ended early for want of any that succeed. */
export const oneFailureForAll: Defect = {
  description: "mesh refuses every other call to all other agents for 3 s after an agent failed or refused",
  service: "mesh",
  http: (http) => sulking(http, 3_000, alternately()),
};

/** Longer than mesh leaves an agent alone on which it opened a breaker, so that no call gets through in an outage. */
export const oneFailureEndsAll: Defect = {
  description: "mesh refuses every call to all other agents for 12 s after an agent failed or refused",
  service: "mesh",
  http: (http) => sulking(http, 12_000, () => true),
};

function sulking(http: HttpCaller, sulkMs: number, isChosen: () => boolean): HttpCaller {
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
}

/** As an agent would refuse, so that no breaker opens over it. */
function refusal(): HttpResult {
  const message = "an agent failed a moment ago";
  const { status, body, retryAfterSeconds } = new Refusal({ reason: "circuit_open", message, retryAfterSeconds: 1 });
  return { status, headers: { [headers.retryAfter]: String(retryAfterSeconds) }, body: JSON.stringify(body) };
}

import { Unavailable } from "../resilience/http-client.ts";
import type { Defect } from "./defect.ts";

const sulkMs = 3_000;

export const oneFailureForAll: Defect = {
  description: `mesh calls no agent for ${sulkMs / 1_000} s after any agent failed to answer`,
  service: "mesh",
  http: (http) => {
    let failedAt = -Infinity;
    return {
      call: async (call) => {
        // Looks at /health go on.
        if (call.method === "GET") return http.call(call);
        if (performance.now() - failedAt < sulkMs) throw new Unavailable("an agent failed a moment ago");
        try {
          return await http.call(call);
        } catch (thrown) {
          failedAt = performance.now();
          throw thrown;
        }
      },
      close: () => http.close(),
    };
  },
};

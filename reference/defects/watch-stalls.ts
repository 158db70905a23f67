import type { HttpResult } from "../resilience/http-client.ts";
import type { Defect } from "./defect.ts";

export const watchStalls: Defect = {
  description: "mesh waits for ever for the first agent's word on its health",
  service: "mesh",
  http: (http) => {
    let stalled: string | undefined;
    return {
      call: async (call) => {
        if (call.method === "POST") return http.call(call);
        const { origin } = new URL(call.url);
        stalled ??= origin;
        return origin === stalled ? new Promise<HttpResult>(() => undefined) : http.call(call);
      },
      close: () => http.close(),
    };
  },
};

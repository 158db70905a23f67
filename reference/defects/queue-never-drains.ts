import type { Defect } from "./defect.ts";

/** Longer than any call takes while all is well, milliseconds. */
const slowMs = 600;

export const queueNeverDrains: Defect = {
  description: `mesh never gives back the place of a call that took longer than ${slowMs} ms`,
  service: "mesh",
  http: (http) => ({
    call: async (call) => {
      const began = performance.now();
      const answer = await http.call(call);
      return performance.now() - began > slowMs ? new Promise<never>(() => undefined) : answer;
    },
    close: () => http.close(),
  }),
};

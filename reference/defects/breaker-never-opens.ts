import type { Defect } from "./defect.ts";

export const breakerNeverOpens: Defect = {
  description: "mesh's breakers never open, however often an agent fails",
  service: "mesh",
  settings: (settings) => ({
    ...settings,
    CIRCUIT_BREAKER_FAILURE_THRESHOLD: Infinity,
    // More than all calls of a window.
    CIRCUIT_BREAKER_FAILURE_RATE_THRESHOLD: 2,
  }),
};

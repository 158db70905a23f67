import type { Defect } from "./defect.ts";

export const breakerNeverCloses: Defect = {
  description: "mesh tries once, and one failure opens its breaker for an hour",
  service: "mesh",
  settings: (settings) => ({
    ...settings,
    RETRY_MAX_ATTEMPTS: 1,
    CIRCUIT_BREAKER_FAILURE_THRESHOLD: 1,
    CIRCUIT_BREAKER_TIMEOUT: 3_600,
  }),
};

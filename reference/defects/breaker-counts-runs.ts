import type { Defect } from "./defect.ts";

export const breakerCountsRuns: Defect = {
  description: "mesh's breakers open on failures in a row alone, whatever the share of calls that fail",
  service: "mesh",
  // More than all calls of a window.
  settings: (settings) => ({ ...settings, CIRCUIT_BREAKER_FAILURE_RATE_THRESHOLD: 2 }),
};

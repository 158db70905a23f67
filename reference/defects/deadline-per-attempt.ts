import type { Defect } from "./defect.ts";

/** Longer than anything may take, seconds. */
const unbounded = 3_600;

export const deadlinePerAttempt: Defect = {
  description:
    "mesh bounds each attempt alone: a request may take as long as its wait for a place and all its attempts",
  service: "mesh",
  settings: (settings) => ({ ...settings, BULKHEAD_TIMEOUT: unbounded }),
};

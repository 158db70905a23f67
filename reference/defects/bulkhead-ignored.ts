import type { Defect } from "./defect.ts";

export const bulkheadIgnored: Defect = {
  description: "mesh lets any number of calls to an agent be in flight",
  service: "mesh",
  settings: (settings) => ({ ...settings, BULKHEAD_MAX_CONCURRENT: Infinity }),
};

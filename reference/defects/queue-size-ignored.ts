import type { Defect } from "./defect.ts";

export const queueSizeIgnored: Defect = {
  description: "mesh lets any number of calls wait for a place",
  service: "mesh",
  settings: (settings) => ({ ...settings, BULKHEAD_QUEUE_SIZE: Infinity }),
};

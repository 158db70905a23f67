import type { Defect } from "./defect.ts";

const places = 2;

export const misSizedBulkhead: Defect = {
  description: `mesh has ${places} places for the calls to each agent`,
  service: "mesh",
  settings: (settings) => ({ ...settings, BULKHEAD_MAX_CONCURRENT: places }),
};

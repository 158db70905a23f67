import type { Defect } from "./defect.ts";

export const healthFlagNeverReturns: Defect = {
  description: "mesh never flags an agent as healthy again",
  service: "mesh",
  settings: (settings) => ({ ...settings, HEALTH_HEALTHY_THRESHOLD: Infinity }),
};

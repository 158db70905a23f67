import type { Defect } from "./defect.ts";

export const healthFlagNeverFlips: Defect = {
  description: "mesh never flags an agent as unhealthy",
  service: "mesh",
  settings: (settings) => ({ ...settings, HEALTH_UNHEALTHY_THRESHOLD: Infinity }),
};

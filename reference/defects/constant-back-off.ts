import type { Defect } from "./defect.ts";

export const constantBackOff: Defect = {
  description: "mesh waits before each retry as long as before the first, whatever its settings say",
  service: "mesh",
  settings: (settings) => ({ ...settings, RETRY_EXPONENTIAL_BASE: 1 }),
};

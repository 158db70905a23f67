import type { Defect } from "./defect.ts";

export const plansNotCached: Defect = {
  description: "nucleus caches no plans, so that none is read while Postgres is away",
  service: "nucleus",
  settings: (settings) => ({ ...settings, CACHE_ENABLED: false }),
};

import type { Defect } from "./defect.ts";

/** Ended after three seconds, so that calls end within a drill and can be counted. */
const attempts = 30;

export const retriesWithoutLimit: Defect = {
  description: `mesh tries each call ${attempts} times, a tenth of a second apart, whatever its settings say`,
  service: "mesh",
  settings: (settings) => ({
    ...settings,
    RETRY_MAX_ATTEMPTS: attempts,
    RETRY_INITIAL_DELAY: Math.min(0.1, settings.RETRY_INITIAL_DELAY),
    RETRY_EXPONENTIAL_BASE: 1,
  }),
};

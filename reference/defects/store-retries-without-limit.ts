import type { Defect } from "./defect.ts";

/** More than fit into the time that a call may take in all. */
const attempts = 100;

export const storeRetriesWithoutLimit: Defect = {
  description: "nucleus tries a call to Postgres for as long as the caller waits, a tenth of a second apart",
  service: "nucleus",
  planGuard: ({ retry, ...options }) => ({
    ...options,
    retry: retry && {
      ...retry,
      maxAttempts: attempts,
      initialDelayMs: Math.min(100, retry.initialDelayMs),
      base: 1,
    },
  }),
};

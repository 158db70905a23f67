import type { Defect } from "./defect.ts";

export const poolUnbounded: Defect = {
  description: "nucleus lets any number of calls be in flight to Postgres or wait for a connection",
  service: "nucleus",
  planGuard: ({ bulkhead, ...options }) => ({
    ...options,
    bulkhead: bulkhead && { ...bulkhead, maxConcurrent: Infinity },
  }),
};

import type { Defect } from "./defect.ts";

export const storeNeverRetried: Defect = {
  description: "nucleus tries a call to Postgres once, whatever its settings say",
  service: "nucleus",
  planGuard: ({ retry, ...options }) => ({ ...options, retry: retry && { ...retry, maxAttempts: 1 } }),
};

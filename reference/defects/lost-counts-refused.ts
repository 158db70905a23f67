import type { Defect } from "./defect.ts";

/** Windows of which it is known who was counted: this one and the one before. */
const remembered = 2;

export const lostCountsRefused: Defect = {
  description: "mesh takes a client whose count is gone from Redis for one beyond its limit",
  service: "mesh",
  counters: (counters) => {
    const known = new Map<number, Set<string>>();
    return {
      count: async (identity, window, ttlSeconds) => {
        const counts = await counters.count(identity, window, ttlSeconds);
        const seen = known.get(window) ?? new Set();
        known.set(window, seen).delete(window - remembered);
        const isLost = seen.has(identity) && counts.current === 1;
        seen.add(identity);
        return isLost ? { ...counts, current: Infinity } : counts;
      },
      discount: (...request) => counters.discount(...request),
    };
  },
};

import type { Defect } from "./defect.ts";

/** Windows of which it is known who was counted: this one and the one before. */
const remembered = 2;

export const countingStops: Defect = {
  description: "mesh counts no client's requests any more once counts are gone from Redis",
  service: "mesh",
  counters: (counters) => {
    const known = new Map<number, Set<string>>();
    let stopped = false;
    return {
      count: async (identity, window, ttlSeconds) => {
        if (stopped) return { current: 1, previous: 0 };
        const counts = await counters.count(identity, window, ttlSeconds);
        const seen = known.get(window) ?? new Set();
        known.set(window, seen).delete(window - remembered);
        const isLost = known.get(window - 1)?.has(identity) === true && counts.previous === 0;
        stopped = isLost || (seen.has(identity) && counts.current === 1);
        seen.add(identity);
        return counts;
      },
      discount: (...request) => counters.discount(...request),
    };
  },
};

import type { Defect } from "./defect.ts";

export const limiterFailsClosed: Defect = {
  description: "mesh takes a request that it cannot count for one too many",
  service: "mesh",
  counters: (counters) => ({
    count: (...request) => counters.count(...request).catch(() => ({ current: Infinity, previous: 0 })),
    discount: (...request) => counters.discount(...request),
  }),
};
